import { z } from 'zod';
import type { Seal } from '../eligibility/domain/seal.js';
import { sealDocument } from './domain/log-lines.js';
import { PROBLEM_KINDS, type Verification } from './domain/verification.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 of 64 hexadecimal digits');

/** A seal over the decision log: what is answered, exported and kept elsewhere. */
export const sealSchema = z.strictObject({
  sealId: z.int().positive().describe('Counted from 1 without gaps.'),
  evaluationId: z.int().nonnegative().describe('The evaluation that recorded the decisions.'),
  decisions: z.int().nonnegative().describe('How many decisions it covers.'),
  rowsHash: sha256.describe('SHA-256 of their lines in the exported log.'),
  rulesHash: sha256
    .nullable()
    .describe('The hash of the rule set judged by; null for decisions from before rule sets were kept.'),
  previousHash: sha256.describe('The hash of the seal before.'),
  sealedAt: z.iso.datetime(),
  hash: sha256.describe('SHA-256 of all the above; vouches for all seals before, too.'),
});

/** Body of a request to check the log. */
export const verificationRequestSchema = z
  .strictObject({ seal: sealSchema.optional().describe('A seal that was kept elsewhere.') })
  .nullish();

/** How far a check is: a line of the answer. */
const progressSchema = z.object({
  checked: z.int().describe('Decisions and deals checked so far.'),
  total: z.int(),
});

/** What a check came to: the last line of the answer. */
export const verificationSchema = z.object({
  intact: z.boolean().describe('Whether nothing at all is wrong.'),
  seals: z.int(),
  decisions: z.int(),
  reproduced: z
    .int()
    .describe('Decisions that come out as recorded, derived again from what was known then.'),
  problemCount: z.int(),
  problems: z
    .array(
      z.object({
        kind: z.enum(PROBLEM_KINDS),
        sealId: z.int().nullable(),
        dealId: z.string().nullable(),
        sequence: z.number().nullable(),
        message: z.string(),
        differences: z.array(
          z.object({
            field: z.string().describe('A column of the decision or deal, or a criterion of the version.'),
            recorded: z.unknown(),
            derived: z.union([z.string(), z.number()]).nullable(),
          }),
        ),
      }),
    )
    .describe('The first problems of each kind, in the order of the log.'),
  lastSeal: sealSchema.nullable(),
  keptSeal: z
    .enum(['last', 'earlier', 'missing', 'different'])
    .nullable()
    .describe('How the log stands to the seal that was given.'),
});

/** A line of the answer to a check. */
export const verificationLineSchema = z.union([progressSchema, verificationSchema]);

/** A check as it is answered. */
export function toVerificationResponse(verification: Verification): z.infer<typeof verificationSchema> {
  const { problems, lastSeal } = verification;
  return {
    ...verification,
    problems: problems.map((problem) => ({
      ...problem,
      differences: problem.differences.map((difference) => ({ ...difference })),
    })),
    lastSeal: lastSeal === null ? null : sealDocument(lastSeal),
  };
}

/** A seal that somebody gives back. */
export function toSeal(seal: z.infer<typeof sealSchema>): Seal {
  return { ...seal, sealedAt: Date.parse(seal.sealedAt) };
}
