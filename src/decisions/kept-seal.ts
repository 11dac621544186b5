import { readFile } from 'node:fs/promises';
import type { Seal } from '../eligibility/domain/seal.js';
import { DomainError, type Problem } from '../kernel/errors.js';
import { wrongValues } from '../kernel/wrong-value.js';
import { sealSchema, toSeal } from './decisions.schemas.js';

/**
 * Reads a seal that was kept in a file, as `dealproof decisions seal --json` wrote it.
 * @throws DomainError `invalid-file` when there is no such file or no seal in it.
 */
export async function readKeptSeal(file: string): Promise<Seal> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw notASeal({ file, message: `It cannot be read: ${reason}`, remedy: REMEDY });
  });
  const content = parseJson(file, text);
  const parsed = sealSchema.safeParse(content);
  if (parsed.success) return toSeal(parsed.data);
  throw notASeal(
    ...wrongValues(parsed.error.issues, content).map((problem) => ({ file, ...problem, remedy: REMEDY })),
  );
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notASeal({ file, message: 'This is no JSON.', remedy: REMEDY });
  }
}

const REMEDY = 'Give a file that “dealproof decisions seal --json” has written.';

function notASeal(...problems: readonly Problem[]): DomainError {
  return new DomainError('invalid-file', 'The kept seal cannot be read.', problems);
}
