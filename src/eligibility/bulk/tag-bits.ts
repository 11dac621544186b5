import { INCENTIVES } from '../../policies/domain/vocabulary.js';

/** All incentives that there are, each a bit. */
export const ALL_TAGS = 2 ** INCENTIVES.length - 1;
/** Set where the known incentives are all there are. */
export const TAGS_COMPLETE = ALL_TAGS + 1;
/** Set where a deal had an incentive on every day on which it may have been won, if perhaps not the same on all. */
export const TAGGED_THROUGHOUT = 2 * TAGS_COMPLETE;

/** The bit of an incentive in the column of the deal’s incentives; 0 for a text that is none. */
export function tagBit(tag: string): number {
  const index = INCENTIVES.findIndex((incentive) => incentive === tag);
  return index < 0 ? 0 : 2 ** index;
}

/** The bits of all incentives in the rows of a group, of which `column` has those of each. */
export function allTagsIn(column: string): string {
  return INCENTIVES.map((tag) => `max(coalesce(${column}, 0) & ${tagBit(tag)})`).join(' + ');
}

/** The bits of the incentives that every row of a group has. */
export function tagsInEvery(column: string): string {
  return INCENTIVES.map((tag) => `min(${column} & ${tagBit(tag)})`).join(' + ');
}
