import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  POLICY_FILE,
  POLICY_TEXT,
  policyWith,
  policyWithCondition,
  refusals,
} from '../../../test/support/policy-text.js';
import { parsePolicy } from './parse-policy.js';

const REFUSED: [what: string, piece: string, replacement: string, problems: string[]][] = [
  [
    'a line comment',
    '"status"',
    '// not yet\n  "status"',
    ['4:3 $ Comments are not allowed in this file. Remove the comment; say why in “because” or “source”.'],
  ],
  [
    'a block comment',
    '"status"',
    '/* not yet */ "status"',
    ['4:3 $ Comments are not allowed in this file. Remove the comment; say why in “because” or “source”.'],
  ],
  [
    'a comma before a closing brace',
    '"until": null }',
    '"until": null, }',
    ['5:55 $ This is not valid JSON: “}” cannot stand here. Remove the comma before it.'],
  ],
  [
    'a missing comma',
    '"status": "active",',
    '"status": "active"',
    [
      '5:3 $ This is not valid JSON: “"effective"” cannot stand here. Add the comma or colon that is missing before it.',
    ],
  ],
  [
    'a missing colon',
    '"status": "active"',
    '"status" "active"',
    [
      '4:12 $ This is not valid JSON: “"active"” cannot stand here. Add the comma or colon that is missing before it.',
    ],
  ],
  [
    'single quotes',
    '"active"',
    `'active'`,
    [
      `4:13 $ This is not valid JSON: “'” cannot stand here. Write texts between straight double quotes: "…".`,
    ],
  ],
  [
    'curly quotes',
    '"active"',
    '“active”',
    [
      '4:13 $ This is not valid JSON: ““” cannot stand here. Write texts between straight double quotes: "…".',
    ],
  ],
  [
    'a word without quotes',
    '"active"',
    'active',
    [
      '4:13 $ This is not valid JSON: “active” cannot stand here. Write true, false, null, a number, or a text between double quotes.',
    ],
  ],
  [
    'NaN',
    '"active"',
    'NaN',
    [
      '4:13 $ This is not valid JSON: “NaN” cannot stand here. Write true, false, null, a number, or a text between double quotes.',
    ],
  ],
  [
    'a number with a leading zero',
    '"active"',
    '007',
    ['4:13 $ This is not valid JSON: “007” cannot stand here. Write the number without zeros before it.'],
  ],
  [
    'a text not closed',
    '"active"',
    '"active',
    [
      '4:13 $ The text that begins here is not closed on its line. Close it with a double quote; write a line break within a text as \\n.',
    ],
  ],
  [
    'a line break within a text',
    '"It is of another type."',
    '"It is\nof another type."',
    [
      '13:26 $ The text that begins here is not closed on its line. Close it with a double quote; write a line break within a text as \\n.',
    ],
  ],
  [
    'a brace never closed',
    '"until": null }',
    '"until": null',
    ['1:1 $ The “{” that stands here is never closed. Add the missing “}”.'],
  ],
  [
    'something after the end',
    '\n}\n',
    '\n} }\n',
    ['18:3 $ There is nothing left for “}” to close. Remove it.'],
  ],
  [
    'a wrong closing bracket',
    '"until": null }',
    '"until": null ]',
    ['5:54 $ “]” cannot close the “{” of line 5. Write “}” here, or add the “}” that is missing before it.'],
  ],
  [
    'an escape that JSON does not know',
    '"active"',
    '"a\\xctive"',
    ['4:15 $ This is not valid JSON: “\\” cannot stand here. Write a backslash as \\\\.'],
  ],
];

describe('the text of a rule file', () => {
  it.each(REFUSED)('is refused with %s', (_, piece, replacement, problems) => {
    expect(refusals(policyWith(piece, replacement))).toEqual(problems);
  });

  it('is refused when empty', () => {
    expect(refusals(' \n')).toEqual(['1:1 $ The file is empty. Write one object in it: { … }.']);
  });

  it.each(['[]', 'null', '7', '"policy"'])('is refused when it is %s', (text) => {
    expect(refusals(text)[0]).toMatch(/^1:1 \$ The policy must be an object, not /);
  });

  it('may begin with a byte order mark, which no position counts', () => {
    expect(refusals(`\uFEFF${POLICY_TEXT}`)).toEqual([]);
    expect(refusals('\uFEFF[]')[0]).toMatch(/^1:1 /);
  });

  it('may end its lines as Windows does', () => {
    const windows = policyWith('"ineligible"', '"warn"').replaceAll('\n', '\r\n');
    expect(refusals(windows)).toEqual(refusals(policyWith('"ineligible"', '"warn"')));
  });

  it('may have 1 MiB, but not a byte more', () => {
    const bytes = new TextEncoder().encode(POLICY_TEXT).length;
    const largest = POLICY_TEXT + ' '.repeat(1_048_576 - bytes);
    expect(refusals(largest)).toEqual([]);
    expect(refusals(`${largest} `)).toEqual([
      '1:1 $ The file has 1048577 bytes; at most 1048576 (1 MiB) are allowed. Split the rules into several policies.',
    ]);
  });

  it('has its size counted in bytes, not in letters', () => {
    const text = policyWith('It is of another type.', '交'.repeat(350_000));
    expect(text.length).toBeLessThan(1_048_576);
    expect(refusals(text)[0]).toMatch(/The file has 105\d{4} bytes; at most/);
  });

  it('may be nested 32 levels deep, but not 33', () => {
    // The file, the list of criteria and the criterion are three levels, the comparison is one.
    expect(refusals(nested(28))).toEqual([]);
    expect(refusals(nested(29))).toEqual([
      '11:282 $ The file is nested deeper than 32 levels. Name a part of the condition under “conditions” at the top and refer to it.',
    ]);
  });

  it('survives a flood of brackets', () => {
    expect(refusals('['.repeat(1_000_000))[0]).toMatch(/^1:33 \$ The file is nested deeper than 32 levels\./);
  });

  it('is, whatever is done to it, either read or refused with a place, as strictly as JSON itself', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.constantFrom('"', '{', ']', ',', ':', '\\', '//', '\n'),
    );
    const at = fc.nat({ max: POLICY_TEXT.length });
    fc.assert(
      fc.property(at, fc.nat({ max: 5 }), piece, (start, length, inserted) => {
        const text = POLICY_TEXT.slice(0, start) + inserted + POLICY_TEXT.slice(start + length);
        const { policy, problems } = parsePolicy(text, POLICY_FILE);
        expect(policy === null).toBe(problems.length > 0);
        for (const { line, lineColumn } of problems) {
          const lines = text.split(/\r\n|[\r\n]/);
          expect(lineColumn).toBeLessThanOrEqual((lines[(line ?? 0) - 1] ?? '').length + 1);
        }
        expect(policy !== null && !isJson(text)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function nested(levels: number): string {
  return policyWithCondition(
    `${'{ "not": '.repeat(levels)}{ "fact": "dealType", "operator": "isKnown" }${' }'.repeat(levels)}`,
  );
}
