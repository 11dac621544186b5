import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runCases } from '../../src/rule-tests/domain/run-cases.js';
import { parsePolicy } from '../../src/policies/domain/parse-policy.js';
import { parsePolicyCases } from '../../src/policies/domain/policy-cases.js';
import { placesOf } from '../../src/kernel/json/places.js';
import type { Policy } from '../../src/policies/domain/policy.js';
import { withVocabularyTables } from '../../src/policies/vocabulary-tables.js';
import { lintRules } from '../../src/rule-checks/domain/lint-rules.js';
import { WARNINGS } from '../../src/rule-checks/domain/warnings.js';
import { RULES } from '../support/open-book.js';
import { commandsOf, Terminal } from './console.js';
import { blocksOf, codeIn, exampleFiles, guide, sectionOf, tableRows } from './doc-blocks.js';

const FILE = '2021-05-07.json';
const SHIPPED = readFileSync(join(RULES, 'deal-registration', FILE), 'utf8');
const SHIPPED_CASES = readFileSync(join(RULES, 'deal-registration', '2021-05-07.cases.json'), 'utf8');
const blocks = blocksOf('rules.md');

/** An eligible deal under the shipped version: what the recipes’ tables start from. */
const ELIGIBLE = {
  status: 'won',
  dealType: 'co-sell',
  hasIncentiveEligibleSolution: true,
  microsoftStatus: 'accepted',
  hoursFromCreationToWon: 100,
};

const folder = mkdtempSync(join(tmpdir(), 'rules-guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

function valid(text: string): Policy {
  const { policy, problems } = parsePolicy(text, FILE);
  if (policy === null) throw new Error(JSON.stringify(problems));
  return policy;
}

/** The shipped version with a criterion added, or in place of the one of its id. */
function withCriterion(text: string): Policy {
  const file: { criteria: { id: string }[] } = JSON.parse(SHIPPED);
  const criterion: { id: string } = JSON.parse(text);
  const others = file.criteria.filter(({ id }) => id !== criterion.id);
  return valid(JSON.stringify({ ...file, criteria: [...others, criterion] }));
}

/** The condition of the shipped version’s first criterion on one line, and the shipped file with it. */
const CONDITION = JSON.stringify(JSON.parse(SHIPPED).criteria[0].conditions);
const FLAT = SHIPPED.replace(
  /"conditions": \{[^}]*"fact": "dealType"[^}]*\}/,
  () => `"conditions": ${CONDITION}`,
);

/** What the checker says of the shipped file when a piece of it is replaced. */
function saidWith(piece: string, replacement: string): readonly string[] {
  if (!SHIPPED.includes(piece)) throw new Error(`The shipped file has no ${piece}`);
  return parsePolicy(
    SHIPPED.replace(piece, () => replacement),
    FILE,
  ).problems.map(({ message, remedy }) => `${message} ${remedy}`);
}

describe('the rules guide', () => {
  it('lists all facts and operators as the program knows them; npm run schema writes the tables', () => {
    const unpadded = (text: string): string => text.replace(/ *\| */g, '|').replace(/-+/g, '-');
    expect(unpadded(guide('rules.md'))).toBe(unpadded(withVocabularyTables(guide('rules.md'))));
  });

  it('shows the shipped file as it is, with one of its criteria, in English', () => {
    const shown: { criteria: { id: string }[] } = JSON.parse(
      blocks.find(({ attributes }) => attributes.has('excerpt'))?.text ?? '',
    );
    const file: { criteria: { id: string }[] } = JSON.parse(SHIPPED, (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'en' in value ? { en: value.en } : value,
    );
    const ids = shown.criteria.map(({ id }) => id);
    expect(ids).not.toEqual([]);
    expect(shown).toEqual({ ...file, criteria: file.criteria.filter(({ id }) => ids.includes(id)) });
  });

  it('shows what its commands print, and ends with 3 where there are errors', async () => {
    const terminal = new Terminal(folder, exampleFiles('rules.md'));
    for (const { command, output } of blocks.flatMap(({ language, text }) =>
      language === 'console' ? commandsOf(text) : [],
    )) {
      const { code, seen } = await terminal.run(command);
      expect(seen).toBe(output);
      expect([command, code]).toEqual([command, / error: /.test(output) ? 3 : 0]);
    }
  });

  it('has an example of every kind of warning', () => {
    const told = guide('rules.md');
    const shown = (id: string): boolean => told.includes(`| \`${id}\``) || told.includes(` warning ${id}: `);
    expect(Object.keys(WARNINGS).filter((id) => !shown(id))).toEqual([]);
  });

  it('has a case file that comes out', async () => {
    const policy = valid(SHIPPED);
    const text = blocks.find(({ attributes }) => attributes.has('cases'))?.text ?? '';
    const { cases, problems } = parsePolicyCases(text, '2021-05-07.cases.json', policy);
    expect(problems).toEqual([]);
    expect(await runCases(policy, cases?.cases ?? [])).toEqual([]);
  });
});

describe('a recipe of the rules guide', () => {
  const recipes = blocks.flatMap(({ attributes, text }) => {
    const id = attributes.get('recipe');
    return id === undefined ? [] : [{ id, name: attributes.get('name') ?? id, text }];
  });

  it.each(recipes)('does what its table says: $name', async ({ id, name, text }) => {
    const policy = withCriterion(text);
    const rows = tableRows(sectionOf('rules.md', `cases ${name}`));
    const cases = rows.map(([facts, result, outcome], index) => ({
      name: `row ${index + 1}`,
      facts: { ...ELIGIBLE, ...JSON.parse(codeIn(facts ?? '')[0] ?? '') },
      expect: { outcome, criteria: { [id]: result } },
    }));
    const file = JSON.stringify({ policy: policy.policy, version: policy.version, cases });
    const parsed = parsePolicyCases(file, '2021-05-07.cases.json', policy);
    expect(parsed.problems).toEqual([]);
    expect(parsed.cases?.cases.length).toBeGreaterThanOrEqual(3);
    expect(await runCases(policy, parsed.cases?.cases ?? [])).toEqual([]);
  });
});

/** What the checker warns of in a file that stands in place of the shipped one, with its id. */
function warnedOf(text: string, caseText: string): readonly (readonly [string, string])[] {
  const policy = valid(text);
  const { cases, problems } = parsePolicyCases(caseText, '2021-05-07.cases.json', policy);
  expect(problems).toEqual([]);
  return lintRules([{ file: FILE, policy, places: placesOf(text), cases }], true).map(
    ({ id, message, remedy }) => [id, `${message} ${remedy}`],
  );
}

describe('the warnings of the rules guide', () => {
  it('are none of the shipped file', () => {
    expect(warnedOf(SHIPPED, SHIPPED_CASES)).toEqual([]);
  });

  it.each(tableRows(sectionOf('rules.md', 'warned conditions')))('%s: %s', (id, written, message) => {
    const text = FLAT.replace(CONDITION, () => codeIn(written ?? '')[0] ?? '');
    expect(warnedOf(text, SHIPPED_CASES)).toEqual([[codeIn(id ?? '')[0], message]]);
  });

  it.each(tableRows(sectionOf('rules.md', 'warned elsewhere')))(
    '%s: %s → %s',
    (id, piece, written, message) => {
      const [from = '', to = ''] = [piece, written].map((cell) => codeIn(cell ?? '')[0]);
      const told = SHIPPED.includes(from)
        ? warnedOf(
            SHIPPED.replace(from, () => to),
            SHIPPED_CASES,
          )
        : warnedOf(
            SHIPPED,
            SHIPPED_CASES.replaceAll(from, () => to),
          );
      expect(told).toEqual([[codeIn(id ?? '')[0], message]]);
    },
  );
});

describe('the refusals of the rules guide', () => {
  it.each(tableRows(sectionOf('rule-refusals.md', 'refused conditions')))('%s', (written, message) => {
    const text = FLAT.replace(CONDITION, () => codeIn(written ?? '')[0] ?? '');
    const said = parsePolicy(text, FILE).problems.map((problem) => `${problem.message} ${problem.remedy}`);
    expect(said).toEqual([message]);
  });

  it.each(tableRows(sectionOf('rule-refusals.md', 'refused elsewhere')))(
    '%s → %s',
    (piece, written, message) => {
      expect(saidWith(codeIn(piece ?? '')[0] ?? '', codeIn(written ?? '')[0] ?? '')).toEqual([message]);
    },
  );
});
