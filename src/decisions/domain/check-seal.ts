import { NO_SEAL_BEFORE, type Seal, sealHash } from '../../eligibility/domain/seal.js';

/**
 * What is wrong with a seal, in words; nothing where it is as it was made.
 * @param before the seal before it in the log; null for the first.
 * @param rows what the rows now under it come to.
 * @param rulesHash of the rule set that its evaluation is now said to have judged by.
 */
export function checkSeal(
  seal: Seal,
  before: Seal | null,
  rows: Pick<Seal, 'decisions' | 'rowsHash'>,
  rulesHash: string | null,
): readonly string[] {
  const expected = (before?.sealId ?? 0) + 1;
  const found: string[] = [];
  if (seal.sealId !== expected) {
    const last = seal.sealId - 1;
    found.push(
      last === expected ? `Seal ${expected} is missing.` : `Seals ${expected} to ${last} are missing.`,
    );
  }
  if (sealHash(seal) !== seal.hash) {
    found.push(`Seal ${seal.sealId} was changed: what it says does not give its hash.`);
  }
  if (seal.sealId === expected && seal.previousHash !== (before?.hash ?? NO_SEAL_BEFORE)) {
    found.push(`Seal ${seal.sealId} does not follow from the one before it: one of the two was replaced.`);
  }
  if (rows.decisions !== seal.decisions) {
    const what = rows.decisions < seal.decisions ? 'taken away' : 'added';
    found.push(
      `Under seal ${seal.sealId} decisions were ${what}: it was put over ${seal.decisions}, there are ${rows.decisions}.`,
    );
  } else if (rows.rowsHash !== seal.rowsHash) {
    found.push(`Under seal ${seal.sealId} a decision was changed or replaced.`);
  }
  if (rulesHash !== seal.rulesHash) {
    found.push(
      `The rules that seal ${seal.sealId} was put over are not those that its evaluation is recorded to have judged by.`,
    );
  }
  return found;
}

/** How a log stands to a seal that was kept of it: ends with it, goes on after it, does not have it, has another. */
export type KeptSealFinding = 'last' | 'earlier' | 'missing' | 'different';

/**
 * How the log stands to a kept seal.
 * @param same the seal of the same number that the log now has, or null.
 * @param last the last seal of the log, or null.
 */
export function compareKeptSeal(kept: Seal, same: Seal | null, last: Seal | null): KeptSealFinding {
  if (same === null) return 'missing';
  if (same.hash !== kept.hash) return 'different';
  return last?.sealId === same.sealId ? 'last' : 'earlier';
}

/** What is wrong with a log that stands like this to a kept seal; null where nothing is. */
export function keptSealProblem(kept: Seal, finding: KeptSealFinding): string | null {
  if (finding === 'missing') {
    return `The log does not reach the kept seal ${kept.sealId}: what was sealed at its end was cut off.`;
  }
  return finding === 'different'
    ? `Seal ${kept.sealId} is not the one that was kept: the log was rewritten up to there.`
    : null;
}
