import { writeFile } from 'node:fs/promises';
import { DomainError } from '../kernel/errors.js';
import { caseFile } from './domain/case-file.js';
import type { RuleTestReport } from './domain/test-policy.js';

/**
 * Writes a case file under a name that is free.
 * @throws DomainError `conflict` when there is a file of the name, `invalid-input` when it cannot be written.
 */
export async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if (typeof error !== 'object' || error === null || !('code' in error)) throw error;
    if (error.code === 'EEXIST') {
      const message = 'There is a file of this name already.';
      const remedy = 'Name a new one; when you have read what is in it, put it in the place of the old one.';
      throw new DomainError('conflict', 'No cases were written.', [{ file, message, remedy }]);
    }
    const message = `The file cannot be written: ${String(error.code)}.`;
    const remedy = 'Name a file in a folder that exists and that you may write to.';
    throw new DomainError('invalid-input', 'No cases were written.', [{ file, message, remedy }]);
  }
}

/** Refuses to write cases for a version of which cases do not come out. */
export function casesFail(report: RuleTestReport): DomainError {
  const { version, failures } = report;
  return new DomainError('rule-tests-failed', 'No cases were written.', [
    {
      file: caseFile(report),
      message: `${failures.length === 1 ? 'A case does' : `${failures.length} cases do`} not come out: the rules may be wrong, and so the cases that they would propose.`,
      remedy: `Run dealproof rules test ${version}, and correct the rules or the cases first.`,
    },
  ]);
}

/** Refuses a place in the rules folder that is not the version’s own case file. */
export function misplaced(file: string, own: string): DomainError {
  return new DomainError('invalid-input', 'No cases were written.', [
    {
      file,
      message: `In the rules folder the cases of this version lie in ${own}.`,
      remedy: 'Name that, or a file outside of the rules folder.',
    },
  ]);
}
