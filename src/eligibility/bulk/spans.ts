import type { SolutionCatalogue } from '../../catalogues/domain/solution-catalogue.js';
import type { Cell } from '../../database/dialect.js';
import { currencyExponent } from '../../kernel/money.js';
import { addMonths } from '../../kernel/instants.js';
import { FOR_EVER, midnight, SINCE_EVER } from '../domain/force-spans.js';
import type { RateTable } from '../../rates/domain/rate-table.js';
import { tagBit } from './tag-bits.js';

/** Products beyond this do not fit the integers of either database. */
const LARGEST = 9_000_000_000_000_000_000n;

/** For every solution the spans of time on which its incentives stay the same: `solution_id, from_ms, until_ms, tags`. */
export function spansOfSolutions(catalogue: SolutionCatalogue): readonly (readonly Cell[])[] {
  return catalogue.ids().flatMap((solutionId) => {
    const changes = catalogue.incentiveChanges(solutionId);
    return ['', ...changes].map((from, index) => {
      const next = changes[index];
      const tags = (catalogue.incentivesOn(solutionId, from) ?? []).reduce(
        (bits, tag) => bits | tagBit(tag),
        0,
      );
      return [
        solutionId,
        from === '' ? SINCE_EVER : midnight(from),
        next === undefined ? FOR_EVER : midnight(next),
        tags,
      ];
    });
  });
}

/**
 * For every currency and month that has a rate, or an earlier one that stands in for it, how minor units become US
 * cents: `currency, from_ms, until_ms, factor, divisor, most`, to be multiplied and divided; a value above `most` would
 * not be exact. The factors are texts, since they may be beyond the exact integers of JavaScript.
 */
export function spansOfRates(rates: RateTable): readonly (readonly Cell[])[] {
  return rates.monthsCovered().map(({ currency, month, usdPerUnit }) => {
    const { factor, divisor } = factors(usdPerUnit, currencyExponent(currency));
    const [from, until] = [midnight(`${month}-01`), midnight(`${addMonths(month, 1)}-01`)];
    return [currency, from, until, ...exactFor(factor, divisor)];
  });
}

/** The factors as texts with the largest value they are exact for; a value is never below -1, so -1 admits none. */
function exactFor(factor: bigint, divisor: bigint): readonly [string, string, string] {
  if (factor > LARGEST || divisor > LARGEST / 4n) return ['0', '1', '-1'];
  const most = factor === 0n ? LARGEST : (LARGEST - divisor) / (2n * factor);
  return [String(factor), String(divisor), String(most)];
}

/** Whole numbers of which the quotient turns minor units into cents exactly. */
function factors(
  usdPerUnit: string,
  exponent: number,
): { readonly factor: bigint; readonly divisor: bigint } {
  const [whole = '0', fraction = ''] = usdPerUnit.split('.');
  const digits = fraction.replace(/0+$/, '');
  const rate = BigInt(whole + digits);
  const shift = digits.length + exponent - 2;
  return shift >= 0
    ? { factor: rate, divisor: 10n ** BigInt(shift) }
    : { factor: rate * 10n ** BigInt(-shift), divisor: 1n };
}
