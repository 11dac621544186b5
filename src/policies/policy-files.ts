import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Problem } from '../kernel/errors.js';
import { fileErrorInWords } from '../kernel/file-errors.js';
import { compareText } from '../kernel/text.js';
import { describeSize, MAX_BYTES } from '../kernel/json/json-tree.js';
import { parsePolicy } from './domain/parse-policy.js';
import { parsePolicyCases, type PolicyCases } from './domain/policy-cases.js';
import type { Policy } from './domain/policy.js';
import { RULE_ADVICE } from './domain/rule-advice.js';
import { overlaps } from './domain/select-version.js';

/** What a rules folder holds. Files in problems are named relative to the folder, with `/`. */
export interface PolicyFolder {
  /** Ordered by policy, then by the day a version comes into force, then by its name. */
  readonly policies: readonly Policy[];
  /** Worked examples, ordered by file. */
  readonly cases: readonly PolicyCases[];
  /** Rule and case files that were found. */
  readonly files: number;
  /** The exact text of each of them that could be read, by its name. */
  readonly texts: ReadonlyMap<string, string>;
  /** Every problem of every file, ordered by file and place. With any, the folder must not be used. */
  readonly problems: readonly Problem[];
}

const CASES = '.cases.json';
/** The JSON Schema for editors, which lies beside the policies’ folders. */
const SCHEMA = 'policy.schema.json';

interface Listing {
  readonly folders: string[];
  readonly files: string[];
}

/**
 * Texts that stand in for files of a rules folder, by name relative to it (`<policy>/<version>.json`); null: no such
 * file. The policy's folder itself must be there.
 */
type Overlay = ReadonlyMap<string, string | null>;

/**
 * Reads `<rulesDir>/<policy>/<version>.json` and the worked examples beside them, `<version>.cases.json`. Never
 * throws for what is in the folder: whatever cannot be read or is wrong is among the problems.
 * @param overlay reads the folder as it would be with these files put, replaced or removed.
 */
export async function loadPolicyFolder(
  rulesDir: string,
  overlay: Overlay = new Map(),
): Promise<PolicyFolder> {
  const found = new FolderReader(rulesDir, overlay);
  await found.read();
  const policies = found.policies.toSorted(
    (a, b) =>
      compareText(a.policy, b.policy) ||
      compareText(a.effective.from, b.effective.from) ||
      compareText(a.version, b.version),
  );
  const problems = [...found.problems, ...overlaps(policies)];
  return { policies, cases: found.cases, files: found.files, texts: found.texts, problems };
}

class FolderReader {
  readonly policies: Policy[] = [];
  readonly cases: PolicyCases[] = [];
  readonly problems: Problem[] = [];
  readonly texts = new Map<string, string>();
  files = 0;

  constructor(
    private readonly rulesDir: string,
    private readonly overlay: Overlay,
  ) {}

  async read(): Promise<void> {
    const { folders, files } = await this.#list('');
    const loose = files.filter((each) => each.endsWith('.json') && each !== SCHEMA);
    if (folders.length === 0 && (await this.#areOnePolicy(loose))) {
      this.#add(
        this.rulesDir,
        'This is the folder of one policy, not the folder of all rules.',
        `Name the folder above it with --rules: ${dirname(resolve(this.rulesDir))}.`,
      );
      return;
    }
    for (const name of loose) {
      this.#add(
        name,
        'A rule file must lie in the folder of its policy.',
        'Move it to <policy>/<version>.json.',
      );
    }
    for (const folder of folders) await this.#readPolicy(folder);
    if (this.files === 0 && this.problems.length === 0) {
      this.problems.push({
        file: this.rulesDir,
        message: 'The folder holds no rule files.',
        remedy: 'Put rules in <policy>/<version>.json, or name the folder that has them with --rules.',
      });
    }
  }

  /** Whether files that lie in the rules folder itself are the rules of a policy that the folder is named after. */
  async #areOnePolicy(loose: readonly string[]): Promise<boolean> {
    const id = basename(resolve(this.rulesDir));
    for (const name of loose.filter((each) => !each.endsWith(CASES))) {
      const text = await readFile(join(this.rulesDir, name), 'utf8').catch(() => '');
      if (parsePolicy(text, name).policy?.policy === id) return true;
    }
    return false;
  }

  async #readPolicy(folder: string): Promise<void> {
    const { files: names } = await this.#list(folder);
    const ruleNames = names.filter((name) => name.endsWith('.json') && !name.endsWith(CASES));
    const caseNames = names.filter((name) => name.endsWith(CASES));
    for (const name of names.filter((each) => /\.json$/i.test(each) && !each.endsWith('.json'))) {
      this.#add(
        `${folder}/${name}`,
        'The ending of this file is not written as .json.',
        'Rename it to end in .json.',
      );
    }
    const byVersion = new Map<string, Policy>();
    for (const name of ruleNames) {
      const policy = await this.#readRules(folder, name, ruleNames);
      if (policy !== null) byVersion.set(policy.version, policy);
    }
    for (const name of caseNames) {
      const version = name.slice(0, -CASES.length);
      if (ruleNames.includes(`${version}.json`)) {
        await this.#readCases(`${folder}/${name}`, byVersion.get(version) ?? null);
      } else {
        this.files += 1;
        this.#add(
          `${folder}/${name}`,
          `There is no rule file ${version}.json beside these cases.`,
          'Rename the file after the version that it tests.',
        );
      }
    }
  }

  async #readRules(folder: string, name: string, beside: readonly string[]): Promise<Policy | null> {
    const file = `${folder}/${name}`;
    const text = await this.#text(file);
    if (text === null) return null;
    const { policy, problems } = parsePolicy(text, file, beside);
    this.problems.push(...problems);
    if (policy === null) return null;
    if (policy.policy !== folder) {
      this.problems.push({
        file,
        path: '$.policy',
        message: `The policy is “${policy.policy}”, but its folder is named “${folder}”.`,
        remedy: `Move the file to ${policy.policy}/, or correct the policy.`,
      });
    }
    this.policies.push(policy);
    return policy;
  }

  async #readCases(file: string, policy: Policy | null): Promise<void> {
    const text = await this.#text(file);
    if (text === null) return;
    const { cases, problems } = parsePolicyCases(text, file, policy);
    this.problems.push(...problems);
    if (cases !== null) this.cases.push(cases);
  }

  /** Names in a folder, sorted. Names that begin with a dot belong to editors and version control. */
  async #list(folder: string): Promise<Listing> {
    const listing: Listing = { folders: [], files: [] };
    const laidOver = [...this.overlay.keys()].filter((file) => dirname(file) === folder);
    try {
      const found = await readdir(join(this.rulesDir, folder));
      const names = new Set([...found, ...laidOver.map((file) => basename(file))]);
      for (const name of [...names].filter((each) => !each.startsWith('.')).toSorted(compareText)) {
        const path = folder === '' ? name : `${folder}/${name}`;
        const kind = this.overlay.has(path) ? 'files' : await this.#kind(path);
        if (kind !== null && this.overlay.get(path) !== null) listing[kind].push(name);
      }
    } catch (error) {
      this.#add(
        folder === '' ? this.rulesDir : folder,
        `The folder cannot be read: ${fileErrorInWords(error)}.`,
        'Check that it exists and that you may read it, or name another with --rules.',
      );
    }
    return listing;
  }

  /** Links are followed, since rule folders are often mounted or swapped as links. */
  async #kind(path: string): Promise<keyof Listing | null> {
    try {
      return (await stat(join(this.rulesDir, path))).isDirectory() ? 'folders' : 'files';
    } catch (error) {
      this.#add(
        path,
        `The file cannot be read: ${fileErrorInWords(error)}.`,
        'Check that it is there, and that you may read it.',
      );
      return null;
    }
  }

  async #text(file: string): Promise<string | null> {
    this.files += 1;
    const text = this.overlay.get(file) ?? (await this.#textOnDisk(file));
    if (text !== null) this.texts.set(file, text);
    return text;
  }

  async #textOnDisk(file: string): Promise<string | null> {
    const path = join(this.rulesDir, file);
    try {
      const { size } = await stat(path);
      if (size > MAX_BYTES) {
        const { message, remedy } = describeSize(size, RULE_ADVICE);
        this.#add(file, message, remedy);
        return null;
      }
      const bytes = await readFile(path);
      if (isUtf8(bytes)) return bytes.toString('utf8');
      this.#add(file, 'The file is not UTF-8 text.', 'Save it as UTF-8.');
    } catch (error) {
      this.#add(
        file,
        `The file cannot be read: ${fileErrorInWords(error)}.`,
        'Check that it is there, and that you may read it.',
      );
    }
    return null;
  }

  #add(file: string, message: string, remedy: string): void {
    this.problems.push({ file, message, remedy });
  }
}
