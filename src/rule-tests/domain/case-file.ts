import { parse } from '@humanwhocodes/momoa';
import type { ReadyCase } from './ready-case.js';
import type { RuleTestReport } from './test-policy.js';

/** The cases that a test proposes, each once, in the order of the report. */
export function casesToAdd({ coverage, mutation }: RuleTestReport): readonly ReadyCase[] {
  const adds = [
    ...coverage.unshown.flatMap(({ missing }) => missing.map(({ add }) => add)),
    ...mutation.unfound.map(({ add }) => add),
  ].filter((add) => add !== null);
  return [...new Map(adds.map((add) => [add.name, add])).values()];
}

/** Where the cases of a version lie in the rules folder. */
export function caseFile({ policy, version }: Pick<RuleTestReport, 'policy' | 'version'>): string {
  return `${policy}/${version}.cases.json`;
}

/** The text of a case file for a version that has none. */
export function newCaseFile(
  { policy, version }: Pick<RuleTestReport, 'policy' | 'version'>,
  cases: readonly ReadyCase[],
): string {
  return `${JSON.stringify({ policy, version, cases }, null, 2)}\n`;
}

/**
 * A case file’s text with cases added after those there are; every other character stays as it is.
 * @throws RangeError for a text without cases; check it first.
 */
export function withCases(text: string, cases: readonly ReadyCase[]): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const root = parse(text.slice(mark.length), { mode: 'json' }).body;
  const members = root.type === 'Object' ? root.members : [];
  const list = members.find(({ name }) => name.type === 'String' && name.value === 'cases')?.value;
  const last = list?.type === 'Array' ? list.elements.at(-1) : undefined;
  if (last === undefined) throw new RangeError('The text has no cases.');
  const end = mark.length + last.loc.end.offset;
  const added = cases.map((each) => `,\n${JSON.stringify(each, null, 2)}`.replaceAll('\n', '\n    '));
  return `${text.slice(0, end)}${added.join('')}${text.slice(end)}`;
}
