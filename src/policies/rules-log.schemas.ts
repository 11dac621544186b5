import { z } from 'zod';
import { pageSchema } from '../http/paging.schemas.js';
import { formatInstant } from '../kernel/instants.js';
import { RULE_SET_ACTIONS } from './domain/rule-set.js';
import type { RuleLogEntry } from './recorded-rules.service.js';

const entrySchema = z.object({
  ruleSetId: z.int().describe('Evaluations name it.'),
  recordedAt: z.iso.datetime().describe('In force from then on.'),
  action: z.enum(RULE_SET_ACTIONS),
  version: z.string().nullable().describe('The version that was activated or rolled back.'),
  by: z.string(),
  digest: z.string().describe('SHA-256 over which versions judge, what they say and on which days.'),
  changes: z
    .array(
      z.object({
        version: z.string(),
        change: z
          .enum(['in', 'out', 'content', 'days'])
          .describe('Came into force, left, says something else, or judges on other days.'),
        hash: z.string(),
        effective: z.object({ from: z.iso.date(), until: z.iso.date().nullable() }),
      }),
    )
    .describe('What is different from the rule set before.'),
  impact: z.unknown().describe('The impact that was known at activation.'),
});

/** A page of the rule sets that were in force. */
export const rulesLogPageSchema = pageSchema(entrySchema);
export type RulesLogPage = z.infer<typeof rulesLogPageSchema>;

/** Rule sets that were in force, the newest first. */
export interface RulesLog {
  readonly items: z.infer<typeof entrySchema>[];
}

/** The log of rule sets as API and command line give it, the newest first. */
export function toRulesLog(entries: readonly RuleLogEntry[]): RulesLog {
  return {
    items: entries.map(({ set, changes }) => ({
      ruleSetId: set.ruleSetId,
      recordedAt: formatInstant(set.recordedAt),
      action: set.action,
      version: set.version,
      by: set.by,
      digest: set.digest,
      changes: [...changes],
      impact: set.impact,
    })),
  };
}
