import { z } from 'zod';
import { REFUSED } from './check-rules.js';
import { WARNINGS } from './domain/warnings.js';

/** Query of the check. */
export const rulesCheckQuerySchema = z.strictObject({
  format: z.enum(['json', 'sarif']).default('json').describe('`sarif`: SARIF 2.1.0.'),
});
export type RulesCheckQuery = z.infer<typeof rulesCheckQuerySchema>;

/** Response of the check: `RulesCheck`. */
export const rulesCheckSchema = z.object({
  files: z.int().describe('Rule and case files that there are.'),
  errors: z.int().describe('With any, the rules in the folder do not judge.'),
  warnings: z.int(),
  findings: z.array(
    z.object({
      level: z.enum(['error', 'warning']),
      id: z.enum([REFUSED, ...Object.keys(WARNINGS)]).describe('What kind of warning it is.'),
      file: z.string().optional().describe('Relative to the rules folder.'),
      line: z.int().optional().describe('Counted from 1, as the column is.'),
      lineColumn: z.int().optional(),
      path: z.string().optional().describe('JSON path.'),
      message: z.string(),
      remedy: z.string().optional(),
    }),
  ),
});
