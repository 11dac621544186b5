import type { Problem } from '../kernel/errors.js';
import { type Places, placesOf } from '../kernel/json/places.js';
import { compareText } from '../kernel/text.js';
import { parsePolicy } from '../policies/domain/parse-policy.js';
import { loadPolicyFolder, type PolicyFolder } from '../policies/policy-files.js';
import { lintRules } from './domain/lint-rules.js';
import type { RuleFile, WarningId } from './domain/warnings.js';

/** What an error is told under where a warning has its own id. */
export const REFUSED = 'refused';

/** Something about a rule or case file: an error, with which nothing is judged, or a warning. */
export interface RuleFinding extends Problem {
  readonly level: 'error' | 'warning';
  /** `refused` for an error. */
  readonly id: typeof REFUSED | WarningId;
}

/** What a check of a rules folder found. */
export interface RulesCheck {
  /** Rule and case files that there are. */
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  /** In the order of the files and of the places in them. Files are named relative to the folder, with `/`. */
  readonly findings: readonly RuleFinding[];
}

/** Checks every file of a rules folder. Throws for nothing that is in the folder. */
export async function checkRules(rulesDir: string): Promise<RulesCheck> {
  const folder = await loadPolicyFolder(rulesDir);
  const places = new Map([...folder.texts].map(([file, text]) => [file, placesOf(text)]));
  const errors = folder.problems.map((problem): RuleFinding => {
    return { level: 'error', id: REFUSED, ...placed(problem, places) };
  });
  const warnings = lintRules(ruleFiles(folder, places), errors.length === 0).map((warning): RuleFinding => {
    return { level: 'warning', ...warning };
  });
  const findings = [...errors, ...warnings].toSorted(
    (a, b) =>
      compareText(a.file ?? '', b.file ?? '') ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.lineColumn ?? 0) - (b.lineColumn ?? 0),
  );
  return { files: folder.files, errors: errors.length, warnings: warnings.length, findings };
}

/** Problems between files know the JSON path only; the file knows where that stands. */
function placed(problem: Problem, places: ReadonlyMap<string, Places>): Problem {
  if (problem.file === undefined || problem.path === undefined || problem.line !== undefined) return problem;
  const place = places.get(problem.file)?.get(problem.path);
  return place === undefined ? problem : { ...problem, line: place.line, lineColumn: place.lineColumn };
}

/** The rule files of a folder that can be read, each in the folder of its policy, with their worked examples. */
function ruleFiles(folder: PolicyFolder, places: ReadonlyMap<string, Places>): readonly RuleFile[] {
  const cases = new Map(folder.cases.map((each) => [each.file, each]));
  return [...folder.texts].flatMap(([file, text]) => {
    const { policy } = parsePolicy(text, file);
    const own = places.get(file);
    if (policy === null || own === undefined || file !== `${policy.policy}/${policy.version}.json`) return [];
    return { file, policy, places: own, cases: cases.get(file.replace(/\.json$/, '.cases.json')) ?? null };
  });
}
