import { z } from 'zod';
import { LANGUAGES } from './domain/read-parts.js';

function changeOf<T extends z.ZodType>(value: T) {
  return z.object({ before: value, after: value }).nullable().describe('Null: the same.');
}

const version = z.object({ policy: z.string(), version: z.string(), hash: z.string() });
const onFail = z.enum(['ineligible', 'at-risk']);
const textOrNone = z.string().nullable();
const texts = z.array(
  z
    .object({ language: z.enum(LANGUAGES), before: textOrNone, after: textOrNone })
    .describe('Null: no such text.'),
);
const oneSided = z.object({ id: z.string(), title: z.string(), onFail });

const conditionChange = z.object({
  change: z
    .enum(['value', 'comparison', 'added', 'removed', 'replaced'])
    .describe(
      '`value`: the same comparison with another value; `comparison`: another comparison of the fact.',
    ),
  within: z.enum(['all', 'any']).nullable().describe('The group it stands in; null: the whole condition.'),
  fact: z.string().nullable(),
  operator: z.string().nullable(),
  before: textOrNone.describe('In the words of rule files; null for what was added.'),
  after: textOrNone.describe('In the words of rule files; null for what was removed.'),
});

const changedCriterion = z.object({
  id: z.string(),
  conditions: z.array(conditionChange),
  onFail: changeOf(onFail),
  title: texts,
  because: texts,
  remedy: texts,
  source: z.object({
    document: changeOf(z.string()),
    published: changeOf(z.string().nullable()),
    section: changeOf(z.string().nullable()),
  }),
});

/** Response of the comparison of two versions: `PolicyDiff`. */
export const policyDiffSchema = z.object({
  before: version,
  after: version,
  identical: z.boolean().describe('Nothing differs but perhaps the name of the version.'),
  judgeAlike: z.boolean().describe('Criteria, conditions and consequences are the same.'),
  status: changeOf(z.enum(['active', 'inactive'])),
  from: changeOf(z.iso.date()),
  until: changeOf(z.iso.date().nullable()),
  title: texts,
  added: z.array(oneSided).describe('Criteria that only the second has.'),
  removed: z.array(oneSided).describe('Criteria that only the first has.'),
  changed: z.array(changedCriterion),
  order: changeOf(z.array(z.string())),
});
