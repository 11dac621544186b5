import { SALES_STAGES } from './deal.js';
import { orderSightings, type Sighting } from './sighting.js';

/**
 * Epoch ms of the first file that shows a deal in its stage of a moment, after one that showed it in another; the
 * deal came to the stage by then, and some time after the file before. Null where no file showed it in another stage
 * before. A deal that came back to a stage is in it since it came back.
 * @param end epoch ms; what is of this instant or later does not count.
 */
export function seenEntering(
  sightings: readonly Sighting[],
  stage: number | null,
  end: number,
): number | null {
  let since: number | null = null;
  let before: number | null = null;
  for (const { asOf, fields } of orderSightings(sightings)) {
    const percent = fields.salesStagePercent;
    if (percent === undefined || asOf >= end) continue;
    if (percent !== before) since = before === null ? null : asOf;
    before = percent;
  }
  return before === stage ? since : null;
}

/** Epoch ms of the first file that shows a deal in each of `SALES_STAGES`; null for a stage that none shows it in. */
export function firstEntries(sightings: readonly Sighting[]): readonly (number | null)[] {
  const entries: (number | null)[] = SALES_STAGES.map(() => null);
  for (const { asOf, fields } of orderSightings(sightings)) {
    const index = SALES_STAGES.findIndex((percent) => percent === fields.salesStagePercent);
    if (index >= 0) entries[index] ??= asOf;
  }
  return entries;
}
