import { Temporal } from 'temporal-polyfill';
import { Slots } from './slots.js';

/** A time of a schedule to come. */
export interface NextRun {
  /** Epoch ms. */
  readonly at: number;
  /** As the clock on the wall shows it, with what that is ahead of UTC: `2021-06-07T09:00+02:00`. */
  readonly local: string;
}

/** The first times of a schedule after a moment; fewer where there are no more. */
export function nextRuns(cron: string, zone: string, after: number, count: number): readonly NextRun[] {
  const slots = new Slots(cron, zone);
  const found: NextRun[] = [];
  for (let at = slots.after(after); at !== null && found.length < count; at = slots.after(at)) {
    const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
    found.push({ at, local: wall.toString({ smallestUnit: 'minute', timeZoneName: 'never' }) });
  }
  return found;
}
