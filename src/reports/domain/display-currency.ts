import type { CrossRate, RateTable } from '../../rates/domain/rate-table.js';
import { compareText } from '../../kernel/text.js';
import type { AmountColumn } from './report.js';
import { type ClosingOf, closingMonth, type ReportedDeal } from './reported-deal.js';
import type { Worth } from './worth.js';

/** What a deal's worth hangs on. */
export type ClosedValue = ClosingOf & Pick<ReportedDeal, 'valueMinor' | 'currency'>;

/** At most so many months are told one by one with their rate. */
const MOST_MONTHS = 24;

/** The currency that a report is shown in, with the rates that convert to it. */
export class DisplayCurrency {
  /** By month and currency, as far as they were asked for: a report asks a million times for a few of them. */
  private readonly months = new Map<string, Map<string, CrossRate>>();

  constructor(
    private readonly rates: RateTable,
    /** ISO 4217. */
    readonly code: string,
  ) {}

  /**
   * An amount of a currency by the rates of a month (`YYYY-MM`; null when the month is not known): US dollars for one
   * unit of it over those for one unit of the currency of display, rounded once. What is in that one already is as it
   * is, and nothing is nothing in any currency.
   */
  worthOf(minor: number | null, currency: string | null, month: string | null): Worth {
    if (minor === null || currency === null) return { is: 'no-value' };
    if (currency === this.code || minor === 0) return { is: 'known', minor };
    if (month === null) {
      return { is: 'unconverted', minor, currency, reason: 'the month the deal closed is not known' };
    }
    const { convert, noRate } = this.crossRate(currency, month);
    if (convert === null) {
      const none = noRate.currencies.join(' and no ');
      const reason = `no ${none} rate for ${noRate.from} to ${noRate.until}`;
      return { is: 'unconverted', minor, currency, reason };
    }
    const converted = convert(minor);
    if (Number.isSafeInteger(converted)) return { is: 'known', minor: converted };
    return { is: 'unconverted', minor, currency, reason: `too large to be counted exactly in ${this.code}` };
  }

  /**
   * What a deal is worth: a deal that had closed by the rate of the month it closed, any other by the rate of
   * `openMonth`, the month of the report's as-of day.
   */
  dealWorth(deal: ClosedValue, closed: boolean, openMonth: string): Worth {
    return this.worthOf(deal.valueMinor, deal.currency, closed ? closingMonth(deal) : openMonth);
  }

  /** A column of amounts: in US dollars `value` and `Value` make `value_usd` and `Value (USD)`. */
  column(measure: string, title: string): AmountColumn {
    return this.columnTitled(measure, `${title} (${this.code})`);
  }

  /** The same with a heading that names the currency in another place. */
  columnTitled(measure: string, title: string): AmountColumn {
    const { code } = this;
    return { key: `${measure}_${code.toLowerCase()}`, title, type: 'amount', currency: code, measure };
  }

  /**
   * By which rates amounts were converted so far, and in which months they could not be, in whole sentences. None in
   * US dollars, which every rate is in.
   */
  notes(): readonly string[] {
    const { code } = this;
    if (code === 'USD') return [];
    const months = [...this.months.keys()]
      .toSorted(compareText)
      .map((month) => ({ month, rate: this.rates.rateIn(month, code) }));
    const lacking = months.filter(({ rate }) => rate === null).map(({ month }) => month);
    const rated = months.flatMap(({ month, rate }) => {
      if (rate === null) return [];
      const { rateMonth, usdPerUnit } = rate;
      return [`${usdPerUnit} in ${month}${rateMonth === month ? '' : ` (the rate of ${rateMonth})`}`];
    });
    return [
      `Amounts are in ${code} by the monthly rates of rate table ${this.rates.version}: US dollars for one unit of an amount’s currency over US dollars for one ${code} in the same month, rounded once. An amount in ${code} is as it is.`,
      ...(rated.length === 0 ? [] : [`US dollars for one ${code}: ${newest(rated)}.`]),
      ...(lacking.length === 0
        ? []
        : [`No rate for ${code} in ${newest(lacking)}: other currencies are not converted there.`]),
    ];
  }

  private crossRate(currency: string, month: string): CrossRate {
    const ofMonth = this.months.get(month);
    const known = ofMonth?.get(currency);
    if (known !== undefined) return known;
    const found = this.rates.crossRate(currency, this.code, month);
    this.months.set(month, (ofMonth ?? new Map<string, CrossRate>()).set(currency, found));
    return found;
  }
}

/** The last of a list that is in order of time, and how many there are before them. */
function newest(all: readonly string[]): string {
  const told = all.slice(-MOST_MONTHS).join(', ');
  return all.length > MOST_MONTHS ? `${told}, and in ${all.length - MOST_MONTHS} earlier months` : told;
}
