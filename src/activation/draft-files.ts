import { isUtf8 } from 'node:buffer';
import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { DomainError, type Problem } from '../kernel/errors.js';
import { describeSize, MAX_BYTES } from '../kernel/json/json-tree.js';
import { parsePolicy } from '../policies/domain/parse-policy.js';
import { parsePolicyCases, type PolicyCases } from '../policies/domain/policy-cases.js';
import type { Policy } from '../policies/domain/policy.js';
import { RULE_ADVICE } from '../policies/domain/rule-advice.js';
import { ruleFile } from '../policies/domain/rule-set.js';
import { VERSION_NAME } from '../policies/domain/version-name.js';

/** A rule file that is to be put in force, and the worked examples beside it, as they are on the disk. */
export interface Draft {
  /** As it was named by whoever asked. */
  readonly given: string;
  readonly policy: Policy;
  readonly text: string;
  /** Where it lies in the rules folder, or will lie once it is activated: `<policy>/<version>.json`. */
  readonly file: string;
  /** Where its cases lie, or will lie. */
  readonly casesFile: string;
  /** Null when there is no case file. */
  readonly cases: { readonly text: string; readonly parsed: PolicyCases } | null;
  /** Whether it lies in the rules folder already. */
  readonly inFolder: boolean;
}

/**
 * Reads a draft, in the rules folder or anywhere else.
 * @param named its rule file, or the name of its version; what is not found from here is looked for in the rules folder.
 * @throws DomainError `invalid-input` when there is no such file, `invalid-rules` with every problem of it and of its
 * cases.
 */
export async function readDraft(named: string, rulesDir: string, policyId: string): Promise<Draft> {
  const path = await pathOf(named, rulesDir, policyId);
  const text = await textOf(path, path);
  if (text === null) throw noSuchFile(named);
  const folder = await placeIn(rulesDir, path);
  const shown = folder ?? path;
  const { policy, problems } = parsePolicy(text, shown);
  const casesPath = casesBeside(path);
  const casesText = await textOf(casesPath, casesBeside(shown));
  const cases = casesText === null ? null : parsePolicyCases(casesText, casesBeside(shown), policy);
  const all = [...problems, ...(cases?.problems ?? [])];
  if (policy === null || all.length > 0) throw invalid(path, all);
  const file = ruleFile(policy);
  if (folder !== null && folder !== file) {
    throw invalid(path, [
      {
        file: folder,
        path: '$.policy',
        message: `A rule file of the policy “${policy.policy}” lies in the folder of that name.`,
        remedy: `Move it to ${file}.`,
      },
    ]);
  }
  return {
    given: folder !== null && isAbsolute(named) ? folder : named,
    policy,
    text,
    file,
    casesFile: casesBeside(file),
    cases: casesText === null || !cases?.cases ? null : { text: casesText, parsed: cases.cases },
    inFolder: folder !== null,
  };
}

/** Where what was named lies: a file as seen from here, else one of the rules folder, else a version of it by name. */
async function pathOf(named: string, rulesDir: string, policyId: string): Promise<string> {
  if ((await stat(named).catch(() => null)) !== null) return named;
  const inFolder = join(rulesDir, named);
  if (!VERSION_NAME.test(named) || (await stat(inFolder).catch(() => null)) !== null) return inFolder;
  return join(rulesDir, policyId, `${named}.json`);
}

/** Where a file lies relative to the rules folder, with `/`; null when it lies elsewhere. */
async function placeIn(rulesDir: string, path: string): Promise<string | null> {
  // As it is named first: the folder may hold links to files and folders that lie elsewhere.
  const named = placeUnder(resolve(rulesDir), resolve(path));
  if (named !== null) return named;
  const root = await realpath(rulesDir).catch(() => resolve(rulesDir));
  return placeUnder(root, await realpath(path));
}

function placeUnder(root: string, path: string): string | null {
  const place = relative(root, path);
  const isOutside = place === '..' || place.startsWith(`..${sep}`) || isAbsolute(place);
  return isOutside ? null : place.split(sep).join('/');
}

/**
 * The text of a file, null when there is none.
 * @param shown how problems name it.
 * @throws DomainError `invalid-rules` for what is no file, too large or no UTF-8.
 */
async function textOf(path: string, shown: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (!found.isFile()) {
    throw invalid(path, [{ file: shown, message: 'This is not a file.', remedy: 'Name a rule file.' }]);
  }
  if (found.size > MAX_BYTES)
    throw invalid(path, [{ file: shown, ...describeSize(found.size, RULE_ADVICE) }]);
  const bytes = await readFile(path);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw invalid(path, [{ file: shown, message: 'The file is not UTF-8 text.', remedy: 'Save it as UTF-8.' }]);
}

function casesBeside(file: string): string {
  return file.replace(/\.json$/, '.cases.json');
}

function noSuchFile(path: string): DomainError {
  const message = 'There is no such file.';
  const remedy = 'Name the rule file of the draft, for example rules/deal-registration/2021-08-20.json.';
  return new DomainError('invalid-input', 'The draft cannot be read.', [{ file: path, message, remedy }]);
}

function invalid(path: string, problems: readonly Problem[]): DomainError {
  return new DomainError('invalid-rules', `The draft ${path} is not valid.`, problems);
}
