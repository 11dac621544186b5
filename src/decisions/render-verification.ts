import type { LogProblem, Verification } from './domain/verification.js';

/** What checking the log came to, as lines of text. */
export function renderVerification(verification: Verification): string {
  const { decisions, reproduced, problems, problemCount } = verification;
  const more = problemCount - problems.length;
  return [
    `${reproduced} of ${decisions} decisions reproduced.`,
    ...problems.map((problem) => `  ${placeOf(problem)}${problem.message}`),
    ...(more > 0 ? [`  … and ${more} more.`] : []),
    ...(verification.intact ? intactLines(verification) : []),
  ].join('\n');
}

function placeOf({ dealId, sequence, sealId }: LogProblem): string {
  if (dealId === null) return '';
  const decision = sequence === null ? '' : `, decision ${sequence}`;
  return `${dealId}${decision}${sealId === null ? '' : ` (seal ${sealId})`}: `;
}

function intactLines({ seals, lastSeal, keptSeal }: Verification): readonly string[] {
  if (lastSeal === null) return ['Nothing is sealed yet.'];
  const log = `${seals === 1 ? 'The 1 seal is' : `All ${seals} seals are`} intact; the last is ${lastSeal.sealId}, ${lastSeal.hash}.`;
  if (keptSeal === 'last') return [log, 'It is the seal that was kept.'];
  if (keptSeal === 'earlier')
    return [log, 'The log goes on after the seal that was kept, and has it unchanged.'];
  return [log, 'Whether its end was cut off only a seal kept elsewhere can tell: give it with --seal.'];
}
