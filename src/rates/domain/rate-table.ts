import { addMonths } from '../../kernel/instants.js';
import { converter, usdConverter } from '../../kernel/money.js';
import { compareText } from '../../kernel/text.js';

/** A month's rate may stand in for at most this many months after it. */
const MAX_RATE_AGE_MONTHS = 3;

/** A conversion to US cents with the rate that was used, or the rates of which one would have been needed. */
export type Conversion =
  | { readonly usdCents: number; readonly rateMonth: string | null; readonly usdPerUnit: string }
  | { readonly usdCents: null; readonly noRate: RateGap };

/** A currency without a rate in any of these months (`YYYY-MM`, both included). */
export interface RateGap {
  readonly currency: string;
  readonly from: string;
  readonly until: string;
}

/** What converts amounts of a currency to another in a month, or the rates of which there would have been needed one each. */
export type CrossRate =
  | {
      readonly convert: (minor: number) => number;
      readonly noRate: null;
    }
  | {
      readonly convert: null;
      /** Currencies without a rate in any of these months (`YYYY-MM`, both included). */
      readonly noRate: Omit<RateGap, 'currency'> & { readonly currencies: readonly string[] };
    };

/** One month's rate: US dollars for one unit of the currency, exact decimal text. */
export interface MonthlyRate {
  readonly month: string;
  readonly currency: string;
  readonly usdPerUnit: string;
}

/** A rate by which a month converts, of which month it is (null: of all), and what converts by it. */
interface RateInUse {
  readonly rateMonth: string | null;
  readonly usdPerUnit: string;
  readonly toUsdCents: (minor: number) => number;
}

const DOLLAR: RateInUse = { rateMonth: null, usdPerUnit: '1', toUsdCents: (minor) => minor };

/** All monthly rates of one version of the rate table. */
export class RateTable {
  private readonly rates = new Map<string, string>();
  /** By currency and month, as far as they were asked for: a report asks a million times for a few of them. */
  private readonly inUse = new Map<string, Map<string, RateInUse | null>>();

  /** `version` is null while no rates have been imported at all. */
  constructor(
    readonly version: number | null,
    rates: readonly MonthlyRate[],
  ) {
    for (const rate of rates) this.rates.set(`${rate.month} ${rate.currency}`, rate.usdPerUnit);
  }

  /** Every currency and month that converts, with the rate that does: the month's own, else the one that stands in. */
  monthsCovered(): readonly MonthlyRate[] {
    const covered = new Map<string, MonthlyRate>();
    for (let age = MAX_RATE_AGE_MONTHS; age >= 0; age -= 1) {
      for (const [key, usdPerUnit] of this.rates) {
        const [rateMonth = '', currency = ''] = key.split(' ');
        const month = addMonths(rateMonth, age);
        covered.set(`${month} ${currency}`, { month, currency, usdPerUnit });
      }
    }
    return [...covered.values()];
  }

  /**
   * Converts minor units of a currency by the rate of a month (`YYYY-MM`): that month's, else the latest earlier
   * one not over three months old, and the result says which. Without one there is no figure: never 1, never 0.
   */
  convert(minor: number, currency: string, month: string): Conversion {
    const rate = this.rateFor(currency, month);
    if (rate !== null) {
      const { rateMonth, usdPerUnit } = rate;
      return { usdCents: rate.toUsdCents(minor), rateMonth, usdPerUnit };
    }
    return { usdCents: null, noRate: { currency, ...monthsTried(month) } };
  }

  /** The currencies of which there is any rate, US dollars among them; sorted. */
  currencies(): readonly string[] {
    const rated = [...this.rates.keys()].map((key) => key.slice(8));
    return [...new Set(['USD', ...rated])].toSorted(compareText);
  }

  /**
   * The rate by which a month (`YYYY-MM`) converts a currency, with the month that it is of, which may be an earlier
   * one; null without one.
   */
  rateIn(month: string, currency: string): Pick<RateInUse, 'rateMonth' | 'usdPerUnit'> | null {
    return this.rateFor(currency, month);
  }

  /** How amounts of a currency convert to another in a month (`YYYY-MM`), each by the rate that `convert` would take. */
  crossRate(from: string, to: string, month: string): CrossRate {
    const [ours, theirs] = [this.rateFor(from, month), this.rateFor(to, month)];
    if (ours !== null && theirs !== null) {
      return {
        convert: converter(
          { currency: from, usdPerUnit: ours.usdPerUnit },
          { currency: to, usdPerUnit: theirs.usdPerUnit },
        ),
        noRate: null,
      };
    }
    const currencies = [...(ours === null ? [from] : []), ...(theirs === null ? [to] : [])];
    return { convert: null, noRate: { currencies, ...monthsTried(month) } };
  }

  /**
   * The months (`YYYY-MM`) after one in which a currency converts by another rate than in the month before, or no
   * longer, or again; in order.
   */
  monthsWithAnother(currency: string, after: string): readonly string[] {
    const rated = [...this.rates.keys()]
      .filter((key) => key.endsWith(` ${currency}`))
      .map((key) => key.slice(0, 7));
    // Only with a rate of its own, or as one becomes too old to stand in, does a month differ from the one before.
    const turns = rated.flatMap((month) => [month, addMonths(month, MAX_RATE_AGE_MONTHS + 1)]);
    const rateIn = (month: string): string | undefined => this.rateFor(currency, month)?.usdPerUnit;
    return [...new Set(turns)]
      .filter((month) => month > after && rateIn(month) !== rateIn(addMonths(month, -1)))
      .toSorted(compareText);
  }

  /** The rate by which a month converts; null without one. */
  private rateFor(currency: string, month: string): RateInUse | null {
    if (currency === 'USD') return DOLLAR;
    const known = this.inUse.get(currency)?.get(month);
    if (known !== undefined) return known;
    const ofCurrency = this.inUse.get(currency) ?? new Map<string, RateInUse | null>();
    this.inUse.set(currency, ofCurrency);
    const found = this.findRate(currency, month);
    ofCurrency.set(month, found);
    return found;
  }

  private findRate(currency: string, month: string): RateInUse | null {
    for (let age = 0; age <= MAX_RATE_AGE_MONTHS; age += 1) {
      const rateMonth = addMonths(month, -age);
      const usdPerUnit = this.rates.get(`${rateMonth} ${currency}`);
      if (usdPerUnit !== undefined) {
        return { rateMonth, usdPerUnit, toUsdCents: usdConverter(currency, usdPerUnit) };
      }
    }
    return null;
  }
}

/** The months of which one would have had to have a rate. */
function monthsTried(month: string): Omit<RateGap, 'currency'> {
  return { from: addMonths(month, -MAX_RATE_AGE_MONTHS), until: month };
}
