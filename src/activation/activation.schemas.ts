import { z } from 'zod';
import { formatInstant } from '../kernel/instants.js';
import { OUTCOMES, RESULTS } from '../policies/domain/outcome.js';
import { RULE_SET_ACTIONS } from '../policies/domain/rule-set.js';
import { isName } from '../policies/domain/who.js';
import { VERSION_NAME } from '../policies/domain/version-name.js';
import type { RulesChange } from './rules-switch.js';

const day = z.iso.date();
const who = z.string().refine(isName, 'must be a name: one line of at most 200 characters that is not blank');

/** A version’s name in a path. */
export const versionSchema = z
  .string()
  .regex(VERSION_NAME, 'must be the name of a version, such as 2021-05-07');

/** Body of a request for an impact. */
export const impactRequestSchema = z
  .strictObject({
    wholeBook: z
      .boolean()
      .optional()
      .describe('Judge every deal by the draft, whatever its day: only to look.'),
    by: who.optional().describe('Who asks.'),
  })
  .nullish();

/** Body of a request for an activation. */
export const activationRequestSchema = z.strictObject({
  by: who.describe('Who activates.'),
  maxLostValueUsd: z
    .number()
    .nonnegative()
    .optional()
    .describe(
      'Refuse when the deals that could no longer be registered are worth more, as the draft comes into force or were it in force for the whole book.',
    ),
});

/** Body of a request to take an activation back. */
export const rollbackRequestSchema = z.strictObject({ by: who.describe('Who takes it back.') });

const amount = z.object({
  deals: z.number().int(),
  valueUsd: z.string().describe('US dollars with cents, of the deals whose value can be told.'),
  withoutValue: z.number().int().describe('Deals among them whose value in US dollars is not known.'),
});

const effect = z.object({
  changed: amount.describe('Deals of which the outcome or a criterion says something else.'),
  lost: amount.describe('Deals that may be registered now and may not under the draft.'),
  gained: amount.describe('Deals that may not be registered now and may under the draft.'),
});

const effectOn = effect.extend({ key: z.string().nullable().describe('Null: the deals without one.') });
const resultOrAbsent = z
  .enum([...RESULTS, 'absent'])
  .describe('absent: the version does not ask, or none judges.');

/** Response of an impact. */
export const impactSchema = effect.extend({
  impactId: z.number().int().nullable().describe('Null when it was only to look.'),
  policy: z.string(),
  version: z.string(),
  hash: z.string(),
  effective: z.object({ from: day, until: day.nullable() }),
  predecessor: z.string().nullable().describe('The version that the draft takes over from.'),
  wholeBook: z.boolean(),
  ruleSetId: z.number().int().describe('The rules in force that it was compared with.'),
  lastImportId: z.number().int().describe('The last file taken into the book; 0: none.'),
  asOf: day.describe('The UTC day that open deals were judged on.'),
  deals: z.number().int().describe('Deals in the book.'),
  judgedByDraft: z.number().int(),
  overWholeBook: effect.describe('The same, were every deal judged by the draft whatever its day.'),
  byTransition: z
    .array(amount.extend({ before: z.enum(OUTCOMES), after: z.enum(OUTCOMES) }))
    .describe('Changed deals by outcome.'),
  byCriterion: z.array(
    amount.extend({ criterion: z.string(), before: resultOrAbsent, after: resultOrAbsent }),
  ),
  byDealType: z.array(effectOn),
  byCampaign: z.array(effectOn),
  byMonth: z.array(effectOn).describe('By UTC month of closing: YYYY-MM, open, or unknown.'),
  price: z
    .array(amount.extend({ criterion: z.string() }))
    .describe('For each criterion of the draft the won deals that fail it alone.'),
});

/** Response of an activation or rollback. */
export const rulesChangeSchema = z.object({
  ruleSetId: z.number().int(),
  action: z.enum(RULE_SET_ACTIONS),
  version: z.string().nullable(),
  by: z.string(),
  recordedAt: z.iso.datetime(),
  digest: z.string().describe('SHA-256 over which versions judge, what they say and on which days.'),
  files: z
    .array(z.object({ file: z.string(), before: z.string().nullable(), after: z.string().nullable() }))
    .describe('Files of the rules folder with the SHA-256 of their texts; null: not there.'),
  evaluation: z.object({
    evaluationId: z.number().int().nullable(),
    judged: z.number().int().describe('Deals judged again.'),
    recorded: z.number().int().describe('Verdicts that are not what they were.'),
  }),
});

/** An activation or rollback as the API and `--json` give it. */
export function toRulesChange({ ruleSet, evaluation }: RulesChange): z.infer<typeof rulesChangeSchema> {
  const { ruleSetId, action, version, by, recordedAt, digest, files } = ruleSet;
  const { evaluationId, judged, recorded } = evaluation;
  return {
    ruleSetId,
    action,
    version,
    by,
    recordedAt: formatInstant(recordedAt),
    digest,
    files: [...files],
    evaluation: { evaluationId, judged, recorded },
  };
}
