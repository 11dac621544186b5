import { utcDay } from '../../kernel/instants.js';
import { type Deal, isClosed } from './deal.js';
import type { Sighting } from './sighting.js';

type Closing = Pick<
  Deal,
  'status' | 'closedAt' | 'closedOn' | 'closedFrom' | 'closedNotBefore' | 'closedNotAfter'
>;

const OPEN = {
  closedAt: null,
  closedOn: null,
  closedFrom: null,
  closedNotBefore: null,
  closedNotAfter: null,
} as const;

/**
 * The status, and when the deal closed, from sightings in the order of `orderSightings`; null where none tells a
 * status. Of several sightings of the closed deal the earliest counts: filing a registration touches the updated
 * time later.
 */
export function closingOf(ordered: readonly Sighting[]): Closing | null {
  const closure: Sighting[] = [];
  let current: Sighting | null = null;
  let lastOpen: number | null = null;
  for (const sighting of ordered) {
    const { status } = sighting.fields;
    if (status === undefined) continue;
    if (!isClosed(status)) {
      closure.length = 0;
      if (sighting.hasOwnTime) lastOpen = sighting.asOf;
    } else {
      if (current?.fields.status !== status) closure.length = 0;
      closure.push(sighting);
    }
    current = sighting;
  }
  const status = current?.fields.status;
  if (status === undefined) return null;
  const [first] = closure;
  return first === undefined ? { status, ...OPEN } : { status, ...closedWhen(closure, first, lastOpen) };
}

function closedWhen(
  closure: readonly Sighting[],
  first: Sighting,
  lastOpen: number | null,
): Omit<Closing, 'status'> {
  const reported = least(closure.map(({ fields }) => fields.closedAt));
  if (reported !== null) {
    return { ...OPEN, closedAt: reported, closedOn: utcDay(reported), closedFrom: 'reported' };
  }
  const days = closure.flatMap(({ fields }) => fields.closedOn ?? []).toSorted();
  if (days[0] !== undefined) return { ...OPEN, closedOn: days[0], closedFrom: 'reported' };
  // An API record's updated time is when it closed, unless another file saw it closed before that.
  if (first.source === 'referrals') {
    return { ...OPEN, closedAt: first.asOf, closedOn: utcDay(first.asOf), closedFrom: 'inferred' };
  }
  return { ...OPEN, closedFrom: 'observed', closedNotBefore: lastOpen, closedNotAfter: first.asOf };
}

function least(instants: readonly (number | undefined)[]): number | null {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? null : Math.min(...known);
}
