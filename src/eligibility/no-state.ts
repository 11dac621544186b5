import type { NothingKnown } from '../deals/domain/deal-at.js';
import { DomainError, type Problem } from '../kernel/errors.js';
import { formatInstant } from '../kernel/instants.js';
import type { LookBack } from './domain/look-back.js';

/** The error that nothing can be said of a deal at an instant: why, and from when on there is an answer. */
export function noState(dealId: string, { validAt, knownAt }: LookBack, found: NothingKnown): DomainError {
  const known = knownAt === null ? '' : `, as known at ${formatInstant(knownAt)}`;
  const message = `Of deal ${dealId} nothing can be said as of ${formatInstant(validAt)}${known}.`;
  return new DomainError('not-found', message, [problemOf(found)]);
}

function problemOf({ because, from, laterImport }: NothingKnown): Problem {
  const learnt =
    laterImport === null ? null : `${formatInstant(laterImport.recordedAt)} (import ${laterImport.importId})`;
  if (because === 'not-learnt' || from === null) {
    return {
      message: 'The book had learnt nothing of the deal by then.',
      remedy: `Ask for what was known at ${learnt ?? 'a later time'}, when the book first learnt of it, or later.`,
    };
  }
  const since = formatInstant(from);
  return {
    message:
      because === 'not-created'
        ? `The deal was created at ${since}.`
        : `What was known of the deal begins at ${since}.`,
    remedy:
      learnt === null
        ? `Give ${since} or a later time.`
        : `Give ${since} or a later time, or ask for what was known at ${learnt} or later.`,
  };
}
