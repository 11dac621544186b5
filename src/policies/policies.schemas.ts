import { z } from 'zod';
import type { Policy } from './domain/policy.js';

const day = z.iso.date();
const texts = z
  .object({ en: z.string() })
  .catchall(z.string())
  .describe('A text per language; English is always there.');

/** A version’s name in a path. */
export const versionParamSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'must be the name of a version, such as 2021-05-07');

const summary = {
  policy: z.string(),
  version: z.string(),
  status: z.enum(['active', 'inactive']).describe('Only active versions judge deals by themselves.'),
  effective: z.object({
    from: day.describe('First day in force (UTC).'),
    until: day.nullable().describe('First day no longer in force; null: no end.'),
  }),
  title: texts,
  hash: z.string().describe('SHA-256 of the canonical content; decisions carry it.'),
};

/** Response of the list of policy versions. */
export const policyListSchema = z.object({
  items: z.array(z.object({ ...summary, criteria: z.array(z.string()).describe('Ids of the criteria.') })),
});
export type PolicyListResponse = z.infer<typeof policyListSchema>;

const condition = z
  .looseObject({})
  .describe('As in the rule file: all, any, not, condition, or a comparison.');

/** Response of one policy version: the rule file’s content and its hash. */
export const policySchema = z.object({
  ...summary,
  conditions: z
    .record(z.string(), condition)
    .optional()
    .describe('Conditions that criteria refer to by name.'),
  criteria: z.array(
    z.object({
      id: z.string(),
      title: texts,
      conditions: condition,
      onFail: z.enum(['ineligible', 'at-risk']),
      because: texts.describe('Why a deal fails when it does.'),
      remedy: texts.describe('What would change it.'),
      source: z.object({
        document: z.string(),
        published: day.optional(),
        section: z.string().optional(),
      }),
    }),
  ),
});

export type PolicyResponse = z.infer<typeof policySchema>;

/** The list of policy versions as the API gives it. */
export function toPolicyList(policies: readonly Policy[]): PolicyListResponse {
  return {
    items: policies.map((policy) => ({
      policy: policy.policy,
      version: policy.version,
      status: policy.status,
      effective: policy.effective,
      title: policy.title,
      hash: policy.hash,
      criteria: policy.criteria.map((criterion) => criterion.id),
    })),
  };
}

/** A policy version as the API gives it. */
export function toPolicyResponse(policy: Policy): PolicyResponse {
  const content = z.record(z.string(), z.unknown()).parse(JSON.parse(policy.content));
  const { status, effective, hash } = policy;
  return policySchema.parse({ ...content, status, effective, hash });
}
