import type { NothingKnown } from '../deals/domain/deal-at.js';
import { DomainError } from '../kernel/errors.js';
import { formatInstant } from '../kernel/instants.js';
import type { LookBack } from './domain/look-back.js';

/** The error that nothing can be said of a deal at an instant: why, and from when on there is an answer. */
export function noState(dealId: string, { validAt, knownAt }: LookBack, found: NothingKnown): DomainError {
  const known = knownAt === null ? '' : `, as known at ${formatInstant(knownAt)}`;
  const message = `Of deal ${dealId} nothing can be said as of ${formatInstant(validAt)}${known}.`;
  return new DomainError('not-found', message, [
    { message: reasonOf(found), remedy: remedyOf(validAt, found) },
  ]);
}

function reasonOf({ because, from }: NothingKnown): string {
  if (because === 'not-learnt' || from === null) return 'The book had learnt nothing of the deal by then.';
  const since = formatInstant(from);
  return because === 'not-created'
    ? `The deal was created at ${since}.`
    : `What was known of the deal begins at ${since}.`;
}

/** What gives an answer for certain: the times that it names were tried. */
function remedyOf(validAt: number, { answersFrom, laterImport }: NothingKnown): string {
  const learnt =
    laterImport === null ? null : `${formatInstant(laterImport.recordedAt)} (import ${laterImport.importId})`;
  if (answersFrom !== null) {
    const later = `Give ${formatInstant(answersFrom)} or a later time`;
    return learnt === null ? `${later}.` : `${later}, or ask for what was known at ${learnt}.`;
  }
  if (laterImport === null) return 'Leave the times out to see the deal as it is.';
  const ask = `Ask for what was known at ${learnt}`;
  return laterImport.answersFrom === validAt
    ? `${ask}.`
    : `${ask}, and as of ${formatInstant(laterImport.answersFrom)} or a later time.`;
}
