import { readFile } from 'node:fs/promises';
import type { Seal } from '../eligibility/domain/seal.js';
import { DomainError } from '../kernel/errors.js';
import { sealSchema, toSeal } from './decisions.schemas.js';

/**
 * Reads a seal that was kept in a file, as `dealproof decisions seal --json` wrote it.
 * @throws DomainError `invalid-file` when there is no such file or no seal in it.
 */
export async function readKeptSeal(file: string): Promise<Seal> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw notASeal(file, `It cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const parsed = sealSchema.safeParse(parseJson(file, text));
  if (parsed.success) return toSeal(parsed.data);
  const [issue] = parsed.error.issues;
  throw notASeal(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'This is no seal.'}`);
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notASeal(file, 'This is no JSON.');
  }
}

function notASeal(file: string, message: string): DomainError {
  const remedy = 'Give a file that “dealproof decisions seal --json” has written.';
  return new DomainError('invalid-file', 'The kept seal cannot be read.', [{ file, message, remedy }]);
}
