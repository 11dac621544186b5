import { ratioOf } from './figures.js';
import type { WorthSum } from './worth.js';

/**
 * A rate by value, over the deals whose value is known and could be converted: both its parts are sums of these. The
 * note says of how many deals it is where some could not be converted, or why there is no rate; null otherwise.
 * @param called what the note calls it, such as `rate by value`.
 */
export function valueRate(
  numerator: WorthSum,
  denominator: WorthSum,
  called: string,
): { readonly rate: number | null; readonly note: string | null } {
  const { counted, unconverted } = denominator;
  const rate = ratioOf(numerator.minor, denominator.minor);
  if (rate === null) {
    const why = unconverted > 0 ? 'no value that could be converted' : 'no value';
    return { rate, note: `no ${called}: ${why}` };
  }
  const all = counted + unconverted;
  return { rate, note: unconverted === 0 ? null : `${called} over ${counted} of ${all} deals with a value` };
}
