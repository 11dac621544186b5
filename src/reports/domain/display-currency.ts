import type { RateTable } from '../../rates/domain/rate-table.js';
import type { AmountColumn } from './report.js';
import { type ClosingOf, closingMonth, type ReportedDeal } from './reported-deal.js';
import type { Worth } from './worth.js';

/** What a deal's worth hangs on. */
export type ClosedValue = ClosingOf & Pick<ReportedDeal, 'valueMinor' | 'currency'>;

/** The currency that a report is shown in, with the rates that convert to it. */
export class DisplayCurrency {
  constructor(
    private readonly rates: RateTable,
    /** ISO 4217. */
    readonly code: string,
  ) {}

  /** An amount of a currency by the rate of a month (`YYYY-MM`; null when the month is not known). */
  worthOf(minor: number | null, currency: string | null, month: string | null): Worth {
    if (minor === null || currency === null) return { is: 'no-value' };
    if (currency === this.code) return { is: 'known', minor };
    if (month === null) {
      return { is: 'unconverted', minor, currency, reason: 'the month the deal closed is not known' };
    }
    const converted = this.rates.usdCents(minor, currency, month);
    if (typeof converted === 'number') return { is: 'known', minor: converted };
    const { from, until } = converted;
    return { is: 'unconverted', minor, currency, reason: `no ${currency} rate for ${from} to ${until}` };
  }

  /**
   * What a deal is worth: a deal that had closed by the rate of the month it closed, any other by the rate of
   * `openMonth`, the month of the report's as-of day.
   */
  dealWorth(deal: ClosedValue, closed: boolean, openMonth: string): Worth {
    return this.worthOf(deal.valueMinor, deal.currency, closed ? closingMonth(deal) : openMonth);
  }

  /** A column of amounts: of `value` and `Value` it is `value_usd` and `Value (USD)`. */
  column(measure: string, title: string): AmountColumn {
    return this.columnTitled(measure, `${title} (${this.code})`);
  }

  /** The same with a heading that names the currency in another place. */
  columnTitled(measure: string, title: string): AmountColumn {
    const { code } = this;
    return { key: `${measure}_${code.toLowerCase()}`, title, type: 'amount', currency: code, measure };
  }
}
