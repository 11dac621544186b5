import { treeLines } from '../eligibility/render-tree.js';
import { ruleFile } from '../policies/domain/rule-set.js';
import { caseFile } from './domain/case-file.js';
import type { ReadyCase } from './domain/ready-case.js';
import type { CaseFailure } from './domain/run-cases.js';
import type { WrittenCases } from './rule-tests.service.js';
import type { RuleTestReport, UnfoundMutant, UnshownComparison } from './domain/test-policy.js';
import type { UnknownCriterion } from './domain/unknown-criteria.js';

/**
 * The test of a policy version as plain text: one line that sums it up; below it the cases that do not come out, or,
 * when all do, comparisons that no cases show to matter and mutants that none finds, with cases to add, one a line.
 */
export function renderRuleTest(report: RuleTestReport): string {
  return [`${report.version}: ${summary(report)}`, ...details(report)].join('\n');
}

function summary({ cases, failures, coverage, mutation }: RuleTestReport): string {
  const leftOut = mutation.entriesLeftOut === 0 ? '' : `, ${mutation.entriesLeftOut} list entries not tried`;
  return [
    cases === 0 ? 'there are no cases' : `${cases - failures.length} of ${cases} cases as expected`,
    `${comparisonsShown(coverage)} shown to matter`,
    `${mutation.found} of ${mutation.mutants} mutants found${leftOut}`,
  ].join('; ');
}

function comparisonsShown({ comparisons, shown }: RuleTestReport['coverage']): string {
  if (comparisons === 1) return shown === 1 ? 'the one comparison' : 'the one comparison not';
  return `${shown === comparisons ? 'every one' : shown} of ${comparisons} comparisons`;
}

function details(report: RuleTestReport): readonly string[] {
  if (report.failures.length > 0) {
    return section(
      'Not as expected:',
      report.failures.flatMap((failure) => failureLines(report, failure)),
    );
  }
  // Where cases fail the rules may be wrong, and what they say would be no case to add.
  const shown = new Set<string>();
  return [
    ...section('No cases:', report.cases === 0 ? [howToBegin(report)] : []),
    ...section(
      'Not shown to matter:',
      report.coverage.unshown.flatMap((each) => unshownLines(report, each, shown)),
    ),
    ...section(
      'Mutants that no case finds:',
      report.mutation.unfound.flatMap((each) => unfoundLines(report, each, shown)),
    ),
  ];
}

function howToBegin(report: RuleTestReport): string {
  const command = `dealproof rules test ${report.version} --write-cases FILE`;
  return `  There is no ${caseFile(report)}. “${command}” writes it with all the cases below.`;
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `  ${heading}`, ...lines];
}

function failureLines(report: RuleTestReport, { name, at, differences }: CaseFailure): readonly string[] {
  return [
    `  ${caseFile(report)}:${at.line}:${at.lineColumn} “${name}”`,
    ...differences.flatMap(({ criterion, expected, found, tree, unknown }) => [
      `    ${criterion ?? 'outcome'}: expected ${expected}, found ${found}`,
      ...(tree === null ? [] : treeLines(tree, 'en', '      ', 'codes')),
      ...unknown.map(unknownLine),
    ]),
  ];
}

function unknownLine({ criterion, notGiven, inPart }: UnknownCriterion): string {
  const facts = [...notGiven.map((fact) => `no ${fact}`), ...inPart.map((fact) => `${fact} in part only`)];
  return `      ${criterion} is not known: the case gives ${facts.join(', ')}`;
}

const TURNS = {
  pass: 'No case in which it holds and this alone decides the result.',
  fail: 'No case in which it fails and this alone decides the result.',
} as const;

function unshownLines(
  report: RuleTestReport,
  { criterion, comparison, state, missing, ...place }: UnshownComparison,
  shown: Set<string>,
): readonly string[] {
  const head = `  ${placeText(report, place)} ${criterion}: ${comparison}`;
  if (state === 'redundant') return [head, '    The rule means the same without it.'];
  return [
    head,
    ...missing.flatMap(({ comesOut, add }) => [`    ${TURNS[comesOut]}`, ...caseLines(add, shown)]),
  ];
}

function unfoundLines(
  report: RuleTestReport,
  { change, add, ...place }: UnfoundMutant,
  shown: Set<string>,
): readonly string[] {
  return [`  ${placeText(report, place)} ${change}`, ...caseLines(add, shown)];
}

function placeText(
  report: RuleTestReport,
  { line, lineColumn, path }: Pick<UnfoundMutant, 'line' | 'lineColumn' | 'path'>,
): string {
  const file = ruleFile(report);
  return line === null ? `${file} ${path}` : `${file}:${line}:${lineColumn}`;
}

/** A case to add; one that stands further up is only named. */
function caseLines(add: ReadyCase | null, shown: Set<string>): readonly string[] {
  if (add === null) return ['    Not decided: the search for a case grew too long.'];
  if (shown.has(add.name)) return [`    Found by “${add.name}” above.`];
  shown.add(add.name);
  return [`    Add: ${JSON.stringify(add)}`];
}

/** What became of the cases that were to be written, and what to do with them. */
export function renderWritten({ version, file, kept, added, place, inPlace }: WrittenCases): string {
  if (file === null) return `${version}: there is no case to add; nothing was written.`;
  const counts = kept === 0 ? `${added} cases` : `the ${kept} cases there are, and ${added} more`;
  return [
    `${file}: ${counts}.`,
    'They say what the rules say now: read each, and correct the rules where it says what should not be.',
    ...(inPlace ? [] : [`Then put the file in the place of ${place}.`]),
  ].join('\n');
}
