import type { ReportSchedule } from '../../reports/domain/saved-report.js';
import type { Slots } from './slots.js';

/** A slot is made in time up to so many milliseconds after it; later it counts as missed. */
export const IN_TIME_MS = 5 * 60_000;

/** Slots that come due together and are noted one by one; of more, the earlier ones are noted as one. */
const MOST_NOTED = 100;

/** The slots that came due in a stretch of time. Epoch ms. */
export interface DueSlots {
  /** The latest ones, the earliest first. */
  readonly slots: readonly number[];
  /** The first and the last of those before them, where there were too many; else null. */
  readonly earlier: { readonly first: number; readonly last: number } | null;
}

/** The slots after one moment and up to another. */
export function dueSlots(slots: Slots, after: number, upTo: number): DueSlots {
  const found: number[] = [];
  let slot = slots.upTo(upTo);
  while (slot !== null && slot > after && found.length < MOST_NOTED) {
    found.unshift(slot);
    slot = slots.upTo(slot - 1);
  }
  if (slot === null || slot <= after) return { slots: found, earlier: null };
  return { slots: found, earlier: { first: slots.after(after) ?? slot, last: slot } };
}

/** What becomes of slots that came due: runs of them are made, or not, for a reason. */
export interface SlotPlan {
  readonly made: readonly number[];
  readonly missed: readonly number[];
}

/**
 * What becomes of due slots by what the schedule says of missed ones: `all` makes as many of the latest as it allows,
 * `latest` the last one, `skip` the last one if it is in time.
 */
export function planSlots(
  { slots }: DueSlots,
  { catchUp, catchUpAtMost }: Pick<ReportSchedule, 'catchUp' | 'catchUpAtMost'>,
  now: number,
): SlotPlan {
  const inTime = now - (slots.at(-1) ?? now) <= IN_TIME_MS;
  const most = { all: catchUpAtMost, latest: 1, skip: inTime ? 1 : 0 }[catchUp];
  const split = Math.max(slots.length - most, 0);
  return { made: slots.slice(split), missed: slots.slice(0, split) };
}
