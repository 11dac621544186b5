import { noteOf } from './book-balance.js';
import { Cohort, type CohortDeal, COHORT_STATES } from './cohort.js';
import { ClosedDeals } from './conversion-rates.js';
import type { DealGroups } from './deal-groups.js';
import type { DisplayCurrency } from './display-currency.js';
import { ratioOf } from './figures.js';
import type { Cell, Column, ReportTable } from './report.js';
import { valueRate } from './value-rate.js';
import { countOf } from './worth.js';

/** What is measured of a group of deals: those created in the period, and those that closed in it. */
export class ConversionGroup {
  constructor(
    private readonly cohort = new Cohort(),
    readonly closed = new ClosedDeals(),
    private immature = 0,
  ) {}

  /** Counts a deal that was created in the period; `mature` false where its month is too young to be compared. */
  add(deal: CohortDeal, mature: boolean): void {
    this.cohort.add(deal);
    if (!mature) this.immature += 1;
  }

  /** Cells of `measures`, once every deal was added. */
  cells(): Cell[] {
    const { cohort } = this;
    const [created, won] = [cohort.value, cohort.valueOf('won')];
    const { won: closedWon, deals, wonValue, value } = this.closed.figures;
    const byValue = valueRate(won, created, 'rate by value');
    const closedByValue = valueRate(wonValue, value, 'rate by value');
    const part = (label: string, note: string | null): string | null =>
      note === null ? null : `${label}: ${note}`;
    return [
      cohort.size,
      ...COHORT_STATES.map((state) => cohort.countOf(state)),
      cohort.winRate,
      won.minor,
      created.minor,
      byValue.rate,
      closedWon,
      deals,
      ratioOf(closedWon, deals),
      wonValue.minor,
      value.minor,
      closedByValue.rate,
      cohort.daysToWon.count,
      cohort.daysToWon.percentile(50),
      cohort.daysToWon.percentile(90),
      this.immature,
      noteOf(
        part('created', cohort.size === 0 ? 'no rates: no deals' : byValue.note),
        part('created', created.note('deal')),
        part('closed', deals === 0 ? 'no rates: none won or lost in the period' : closedByValue.note),
        part('closed', value.note('deal')),
        part('closed', this.closed.undatedNote),
        cohort.daysToWon.count === 0 ? 'no days to won: none won on a known day' : null,
        this.immature === 0
          ? null
          : `${countOf(this.immature, 'deal')} of immature months: the created win rate may still rise`,
      ),
    ];
  }
}

/** What is measured of a group. A rate stands after its numerator and denominator, or both are named before it. */
function measures(display: DisplayCurrency): readonly Column[] {
  return [
    { key: 'created', title: 'Created', type: 'integer' },
    { key: 'won', title: 'Of them won', type: 'integer' },
    { key: 'lost', title: 'Lost', type: 'integer' },
    { key: 'declined', title: 'Declined', type: 'integer' },
    { key: 'expired', title: 'Expired', type: 'integer' },
    { key: 'open', title: 'Open', type: 'integer' },
    { key: 'created_win_rate', title: 'Created win rate, by number', type: 'percent' },
    display.column('won_value', 'Value of those won'),
    display.column('created_value', 'Value of those created'),
    { key: 'created_win_rate_by_value', title: 'Created win rate, by value', type: 'percent' },
    { key: 'closed_won', title: 'Won in the period', type: 'integer' },
    { key: 'closed_deals', title: 'Won or lost in the period', type: 'integer' },
    { key: 'closed_win_rate', title: 'Closed win rate, by number', type: 'percent' },
    display.column('closed_won_value', 'Value won in the period'),
    display.column('closed_value', 'Value won or lost in the period'),
    { key: 'closed_win_rate_by_value', title: 'Closed win rate, by value', type: 'percent' },
    { key: 'days_to_won_deals', title: 'Won deals with known days', type: 'integer' },
    { key: 'days_to_won_median', title: 'Days to won, median', type: 'integer' },
    { key: 'days_to_won_p90', title: 'Days to won, p90', type: 'integer' },
    { key: 'immature_deals', title: 'Created in immature months', type: 'integer' },
    { key: 'notes', title: 'Notes', type: 'text' },
  ];
}

/** The table of the groups; `total` is of all deals, each counted once. */
export function conversionGroups(
  groups: DealGroups<ConversionGroup>,
  total: ConversionGroup,
  display: DisplayCurrency,
): ReportTable {
  return {
    name: 'groups',
    title: 'Conversion by group',
    columns: [...groups.grouping.columns, ...measures(display)],
    rows: groups.rows((group) => group.cells()),
    totals: groups.totals(total.cells()),
    additive: groups.grouping.additive,
  };
}
