import { z } from 'zod';
import { problemSchema } from '../http/problem.schemas.js';
import { formatInstant } from '../kernel/instants.js';
import { ruleFile } from './domain/rule-set.js';
import { VERSION_NAME } from './domain/version-name.js';
import type { RulesRow } from './list-rules.js';
import type { RulesState } from './policies.service.js';

const day = z.iso.date();
const texts = z
  .object({ en: z.string() })
  .catchall(z.string())
  .describe('A text per language; English is always there.');

/** A version’s name in a path. */
export const versionParamSchema = z
  .string()
  .regex(VERSION_NAME, 'must be the name of a version, such as 2021-05-07');

const summary = {
  policy: z.string(),
  version: z.string(),
  status: z
    .enum(['active', 'inactive'])
    .describe(
      'Only active versions judge deals by themselves. A file that says so without activation is not.',
    ),
  effective: z.object({
    from: day.describe('First day in force (UTC).'),
    until: day.nullable().describe('First day no longer in force; null: no end.'),
  }),
  title: texts,
  hash: z.string().describe('SHA-256 of the canonical content; decisions carry it.'),
  cases: z.int().describe('Worked examples beside the version.'),
  activated: z
    .object({ at: z.iso.datetime(), by: z.string() })
    .nullable()
    .describe('Since when it has been in force with this content, and by whom; null: it is not.'),
};

/** Response of the list of policy versions. */
export const policyListSchema = z.object({
  ruleSetId: z.int().nullable().describe('The rule set in force; null: none was ever recorded.'),
  problems: z
    .array(problemSchema)
    .describe('What is wrong in the rules folder; with any, what was in force before stays in force.'),
  items: z.array(z.object({ ...summary, criteria: z.array(z.string()).describe('Ids of the criteria.') })),
});
export type PolicyListResponse = z.infer<typeof policyListSchema>;

const condition = z
  .looseObject({})
  .describe('As in the rule file: all, any, not, condition, or a comparison.');

/** Response of one policy version: the rule file’s content and its hash. */
export const policySchema = z.object({
  ...summary,
  problems: z.array(problemSchema).describe('What is wrong with its files.'),
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

/** The list of policy versions as API and command line give it. */
export function toPolicyList({ ruleSetId, problems, rows }: RulesState): PolicyListResponse {
  return {
    ruleSetId,
    problems: [...problems],
    items: rows.map((row) => ({
      policy: row.policy.policy,
      version: row.policy.version,
      ...toSummary(row),
      title: row.policy.title,
      criteria: row.policy.criteria.map((criterion) => criterion.id),
    })),
  };
}

/** A policy version as the API gives it. */
export function toPolicyResponse(row: RulesRow, { problems }: RulesState): PolicyResponse {
  const content = z.record(z.string(), z.unknown()).parse(JSON.parse(row.policy.content));
  const file = ruleFile(row.policy);
  const files = [file, file.replace(/[.]json$/, '.cases.json')];
  const own = problems.filter((problem) => problem.file !== undefined && files.includes(problem.file));
  return policySchema.parse({ ...content, ...toSummary(row), problems: own });
}

function toSummary({ policy, inForce, cases, activated }: RulesRow) {
  const { effective, hash } = policy;
  return {
    status: inForce ? ('active' as const) : ('inactive' as const),
    effective,
    hash,
    cases,
    activated: activated === null ? null : { at: formatInstant(activated.at), by: activated.by },
  };
}
