import { z } from 'zod';
import { OUTCOMES, RESULTS } from '../policies/domain/outcome.js';

/** A version’s name in a path. */
export const versionParamSchema = z.string().min(1).max(64);

const outcome = z.enum(OUTCOMES);
const result = z.enum(RESULTS);
const count = z.number().int();
const place = {
  path: z.string().describe('JSON path in the rule file.'),
  line: count.nullable(),
  lineColumn: count.nullable(),
};
const readyCase = z
  .object({
    name: z.string(),
    facts: z.record(z.string(), z.unknown()),
    expect: z.object({ outcome, criteria: z.record(z.string(), result) }),
  })
  .describe('A case to add, as case files hold it, with what the version says of it now.');

/** Response of the test of a policy version: what `dealproof rules test --json` prints of it. */
export const ruleTestSchema = z.object({
  policy: z.string(),
  version: z.string(),
  passed: z.boolean().describe('Whether there are cases and all come out as expected.'),
  cases: count,
  failures: z.array(
    z.object({
      name: z.string(),
      at: z.object({ line: count, lineColumn: count }).describe('Where the case stands in the case file.'),
      differences: z.array(
        z.object({
          criterion: z.string().nullable().describe('Null: the outcome.'),
          expected: z.union([outcome, result]),
          found: z.union([outcome, result, z.literal('missing')]),
          tree: z
            .looseObject({})
            .nullable()
            .describe('The condition as written, every node with its result.'),
          unknown: z
            .array(
              z.object({
                criterion: z.string(),
                notGiven: z.array(z.string()).describe('Facts that the case does not give.'),
                inPart: z.array(z.string()).describe('Facts that it gives in part only.'),
              }),
            )
            .describe('The criteria that leave the outcome undetermined.'),
        }),
      ),
    }),
  ),
  coverage: z.object({
    comparisons: count.describe('Those that can matter.'),
    shown: count.describe('Those of which cases show that they alone turn the result.'),
    unshown: z.array(
      z.object({
        criterion: z.string(),
        ...place,
        comparison: z.string(),
        state: z
          .enum(['not-shown', 'redundant', 'undecided'])
          .describe('redundant: no deal can show it. undecided: the search for a case grew too long.'),
        missing: z.array(z.object({ comesOut: z.enum(['pass', 'fail']), add: readyCase.nullable() })),
      }),
    ),
  }),
  mutation: z.object({
    mutants: count.describe('Slips of the pen that change what the version says of some deal.'),
    found: count.describe('Those by which some case does not come out.'),
    equivalent: count.describe('Slips that change nothing for any deal; they are not counted.'),
    entriesLeftOut: count.describe('Entries of long lists whose loss was not tried.'),
    unfound: z.array(
      z.object({
        ...place,
        change: z.string(),
        add: readyCase.nullable().describe('Null: not decided, the search for a case grew too long.'),
      }),
    ),
  }),
});
