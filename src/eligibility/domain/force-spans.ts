import { parseDate } from '../../kernel/instants.js';
import { versionInForce } from '../../policies/domain/select-version.js';
import type { Policy } from '../../policies/domain/policy.js';

/** Half-open instants, epoch ms. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Before and after every instant there is. */
export const SINCE_EVER = -Number.MAX_SAFE_INTEGER;
export const FOR_EVER = Number.MAX_SAFE_INTEGER;

/** The span of the days on which a version is in force. */
export function spanOf({ effective: { from, until } }: Pick<Policy, 'effective'>): Span {
  return { from: midnight(from), until: until === null ? FOR_EVER : midnight(until) };
}

/** Midnight UTC of a date of the calendar, epoch ms. */
export function midnight(date: string): number {
  const ms = parseDate(date);
  if (ms === undefined) throw new RangeError(`${date} is not a date of the calendar`);
  return ms;
}

/** The spans in which other rules are in force than before: another version, other content, or none instead of one. */
export function changedSpans(before: readonly Policy[], after: readonly Policy[]): readonly Span[] {
  const days = [...before, ...after].flatMap(({ effective: { from, until } }) =>
    until === null ? [from] : [from, until],
  );
  const sorted = [...new Set(days)].toSorted();
  return sorted.flatMap((day, index) => {
    const [was, is] = [versionInForce(before, day), versionInForce(after, day)];
    if (was?.version === is?.version && was?.hash === is?.hash) return [];
    const next = sorted[index + 1];
    return [{ from: midnight(day), until: next === undefined ? FOR_EVER : midnight(next) }];
  });
}
