/**
 * A number or instant (epoch milliseconds) of which only the bounds are known, both inclusive. Whatever is said of it
 * has to hold for every value in between.
 */
export interface Interval {
  readonly min: number;
  readonly max: number;
}
