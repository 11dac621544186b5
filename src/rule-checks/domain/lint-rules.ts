import { groupBy } from '../../kernel/group-by.js';
import { compareText } from '../../kernel/text.js';
import { lintCriteria } from './lint-criteria.js';
import { lintTexts } from './lint-texts.js';
import { type RuleFile, type Warning, WarningNotes } from './warnings.js';

/**
 * Everything in rule files that is allowed, but hardly meant, in the order of the files and of what stands in them.
 * @param areAll whether these are all files of their folder; else nobody knows on which days a version is in force.
 */
export function lintRules(files: readonly RuleFile[], areAll: boolean): readonly Warning[] {
  const policies = areAll ? [...groupBy(files, ({ policy }) => policy.policy).values()] : [];
  const gaps = policies.flatMap(daysWithoutVersion);
  const warnings = [...files.flatMap(lintFile), ...gaps];
  return warnings.toSorted(
    (a, b) =>
      compareText(a.file, b.file) ||
      a.line - b.line ||
      a.lineColumn - b.lineColumn ||
      compareText(a.id, b.id) ||
      compareText(a.message, b.message),
  );
}

function lintFile(rules: RuleFile): readonly Warning[] {
  const notes = new WarningNotes(rules);
  if (rules.cases === null) {
    const { version } = rules.policy;
    notes.add(
      'no-cases',
      '$.version',
      `There are no cases for version “${version}”, so nothing shows that it says what is meant.`,
      `Put some in ${rules.file.replace(/\.json$/, '.cases.json')}.`,
    );
  }
  lintTexts(rules, notes);
  lintCriteria(rules, notes);
  return notes.all;
}

/** Warns of days from the first active version of a policy on that no version is in force on. */
function daysWithoutVersion(files: readonly RuleFile[]): readonly Warning[] {
  const active = files
    .filter(({ policy }) => policy.status === 'active')
    .toSorted((a, b) => compareText(a.policy.effective.from, b.policy.effective.from));
  return active.flatMap((rules, index) => {
    const { version, effective } = rules.policy;
    const next = active[index + 1]?.policy;
    if (effective.until === null || (next !== undefined && next.effective.from <= effective.until)) return [];
    const notes = new WarningNotes(rules);
    notes.add(
      'days-without-version',
      '$.effective.until',
      next === undefined
        ? `“${version}” ends on ${effective.until} and no version follows: deals won from then on stay undetermined.`
        : `No version is in force from ${effective.until} until “${next.version}” begins on ${next.effective.from}: deals won then stay undetermined.`,
      next === undefined
        ? 'Activate a version that begins on this day, or write null for no end.'
        : `Let “${version}” end on ${next.effective.from}, or “${next.version}” begin on ${effective.until}.`,
    );
    return notes.all;
  });
}
