import { readFile } from 'node:fs/promises';
import { DomainError } from '../kernel/errors.js';
import { fileErrorInWords } from '../kernel/file-errors.js';
import { nearest } from '../kernel/nearest.js';
import { parsePolicy } from './domain/parse-policy.js';
import type { Policy } from './domain/policy.js';
import { loadPolicyFolder } from './policy-files.js';

/**
 * A policy version by the path of its file, or by its name in a rules folder; what is wrong with other files there
 * does not matter.
 * @throws DomainError `not-found` when there is none, `invalid-rules` with all problems when its file is wrong,
 * `conflict` when versions of several policies have the name.
 */
export async function loadVersion(rulesDir: string, nameOrFile: string): Promise<Policy> {
  return /[\\/]|\.json$/.test(nameOrFile) ? versionInFile(nameOrFile) : versionInFolder(rulesDir, nameOrFile);
}

async function versionInFile(file: string): Promise<Policy> {
  const { policy, problems } = parsePolicy(await textOf(file), file);
  if (policy !== null) return policy;
  throw new DomainError('invalid-rules', `The rule file ${file} is not valid.`, problems);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const remedy = 'Check the path, or name a version of the rules folder.';
    const message = `The file cannot be read: ${fileErrorInWords(error)}.`;
    throw new DomainError('not-found', `There is no rule file ${file} to read.`, [{ file, message, remedy }]);
  }
}

async function versionInFolder(rulesDir: string, name: string): Promise<Policy> {
  const { policies, problems } = await loadPolicyFolder(rulesDir);
  const [policy, second] = policies.filter(({ version }) => version === name);
  if (policy !== undefined && second !== undefined) {
    const message = `“${policy.policy}” and “${second.policy}” both have a version “${name}”.`;
    throw new DomainError('conflict', message, [{ message, remedy: 'Give the path of the file instead.' }]);
  }
  if (policy !== undefined) return policy;
  const wrong = problems.filter(({ file }) => file?.endsWith(`/${name}.json`));
  if (wrong.length > 0) throw new DomainError('invalid-rules', `Version “${name}” is not valid.`, wrong);
  const message = `There is no version “${name}” in ${rulesDir}.`;
  // Nothing to choose from: what is the matter with the folder tells why.
  if (policies.length === 0) throw new DomainError('not-found', message, problems);
  const versions = policies.map(({ version }) => version);
  const meant = nearest(name, versions);
  const remedy = `${meant === undefined ? '' : `Did you mean “${meant}”? `}The versions are ${versions.join(', ')}.`;
  throw new DomainError('not-found', message, [{ message, remedy }]);
}
