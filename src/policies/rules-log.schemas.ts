import { z } from 'zod';
import { formatInstant } from '../kernel/instants.js';
import { RULE_SET_ACTIONS } from './domain/rule-set.js';
import type { RuleLogEntry } from './recorded-rules.service.js';

/** Every rule set that was in force. */
export const rulesLogSchema = z.object({
  items: z.array(
    z.object({
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
    }),
  ),
});

export type RulesLog = z.infer<typeof rulesLogSchema>;

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
