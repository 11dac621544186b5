import { memberPath } from '../../kernel/json/json-tree.js';
import type { Result } from '../../policies/domain/outcome.js';
import { comparisonsOf } from '../../eligibility/domain/comparisons.js';
import type { Condition, Criterion } from '../../policies/domain/policy.js';
import type { OperatorName } from '../../policies/domain/vocabulary.js';
import { ConditionLint } from './lint-conditions.js';
import { areAlike } from './possible.js';
import type { RuleFile, WarningNotes } from './warnings.js';

/** Comparisons of a number or an instant with a bound. */
const BOUNDS: ReadonlySet<OperatorName> = new Set([
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'before',
  'onOrBefore',
  'after',
  'onOrAfter',
] as const);

/** A criterion of which something depends on the deal. */
interface Telling {
  readonly criterion: Criterion;
  readonly condition: Condition;
  readonly path: string;
}

/** Warns about the criteria of one version: their conditions, what their cases leave undecided, and their sources. */
export function lintCriteria(rules: RuleFile, notes: WarningNotes): void {
  const conditions = new ConditionLint(notes);
  const telling = rules.policy.criteria.flatMap((criterion, index): readonly Telling[] => {
    const path = `$.criteria[${index}]`;
    warnOfSource(criterion, path, notes);
    const condition = conditions.examine(criterion.conditions, `${path}.conditions`);
    return condition === null ? [] : [{ criterion, condition, path }];
  });
  warnOfUnused(rules, conditions.used, notes);
  warnOfAlike(telling, notes);
  for (const { criterion, path } of telling) warnOfUndecided(criterion, path, rules, notes);
}

function warnOfSource({ conditions, source }: Criterion, path: string, notes: WarningNotes): void {
  if (!comparisonsOf(conditions).some(({ operator }) => BOUNDS.has(operator))) return;
  const lacking = (['published', 'section'] as const).filter((key) => source[key] === undefined);
  if (lacking.length === 0) return;
  notes.add(
    'threshold-without-source',
    `${path}.source`,
    `The source of a bound has no ${lacking.map((key) => `“${key}”`).join(' and no ')}.`,
    'Say when the document was published and where in it the bound stands, so that a verdict can be defended.',
  );
}

function warnOfUnused({ places }: RuleFile, used: ReadonlySet<string>, notes: WarningNotes): void {
  const defined = [...places.values()].filter(({ path }) => /^\$\.conditions(\.\w+|\["[^"]+"\])$/.test(path));
  const reached = new Set([...used].map((name) => memberPath('$.conditions', name)));
  for (const { path } of defined.filter((each) => !reached.has(each.path))) {
    notes.add(
      'unused-condition',
      path,
      'No criterion refers to this shared condition.',
      'Use it or remove it.',
    );
  }
}

function warnOfAlike(telling: readonly Telling[], notes: WarningNotes): void {
  for (const [index, { criterion, condition, path }] of telling.entries()) {
    const twin = telling.slice(0, index).find((other) => areAlike(condition, other.condition));
    if (twin === undefined) continue;
    notes.add(
      'duplicate-criterion',
      `${path}.conditions`,
      `“${criterion.id}” asks the same as “${twin.criterion.id}” in line ${notes.lineOf(twin.path)}.`,
      'Remove one of the two criteria, or correct its condition.',
    );
  }
}

function warnOfUndecided({ id }: Criterion, path: string, { cases }: RuleFile, notes: WarningNotes): void {
  if (cases === null) return;
  const expected = new Set(cases.cases.map(({ expect }) => expect.criteria.get(id)));
  const missing = (['pass', 'fail'] satisfies Result[]).filter((result) => !expected.has(result));
  if (missing.length === 0) return;
  notes.add(
    'undecided-criterion',
    `${path}.id`,
    `No case expects “${id}” to ${missing.join(', and none to ')}.`,
    `Add ${missing.length === 1 ? 'a case' : 'cases'} to ${cases.file}: "criteria": { "${id}": "${missing[0]}" }.`,
  );
}
