import { noteOf } from './book-balance.js';
import type { Cohort } from './cohort.js';
import type { DisplayCurrency } from './display-currency.js';
import { ratioOf } from './figures.js';
import type { Cell, ReportTable, Row } from './report.js';
import type { ReportedDeal, StateAt } from './reported-deal.js';
import { valueRate } from './value-rate.js';
import { countOf, type Worth, WorthSum } from './worth.js';

/** Deals that closed in the period, whenever they were created. */
export class ClosedDeals {
  private won = 0;
  private deals = 0;
  private readonly wonValue = new WorthSum();
  private readonly value = new WorthSum();
  private undated = 0;

  /** Counts a won or lost deal; `within` null when it is not known whether it closed in the period. */
  add(state: StateAt, worth: Worth, within: boolean | null): void {
    if (state !== 'won' && state !== 'lost') return;
    if (within === null) this.undated += 1;
    if (within !== true) return;
    this.deals += 1;
    this.value.add(worth);
    if (state !== 'won') return;
    this.won += 1;
    this.wonValue.add(worth);
  }

  /** Won deals, won and lost ones, and what both are worth. */
  get figures(): {
    readonly won: number;
    readonly deals: number;
    readonly wonValue: WorthSum;
    readonly value: WorthSum;
  } {
    const { won, deals, wonValue, value } = this;
    return { won, deals, wonValue, value };
  }

  /** Says how many were left out since nobody knows whether they closed in the period; null for none. */
  get undatedNote(): string | null {
    return this.undated === 0 ? null : `${countOf(this.undated, 'deal')} left out: closing date not known`;
  }

  /** Rows of the closed win rate, by number and by value. */
  rows(): Row[] {
    const undated = this.undatedNote;
    return [
      countRow('Closed win rate, by number', this.won, this.deals, undated),
      valueRow('Closed win rate, by value', this.wonValue, this.value, undated),
    ];
  }
}

/** Inbound deals of the cohort by whether they were accepted. */
export class InboundDeals {
  private accepted = 0;
  private refused = 0;
  private waiting = 0;

  /** Counts a deal of the cohort; outbound deals and those of unknown direction are nobody's to accept. */
  add(deal: ReportedDeal, state: StateAt, end: number): void {
    if (deal.direction !== 'inbound') return;
    if (state === 'declined' || state === 'expired') this.refused += 1;
    else if (isWaiting(deal, state, end)) this.waiting += 1;
    else this.accepted += 1;
  }

  /** The row of the acceptance rate. */
  row(): Row {
    const waiting =
      this.waiting === 0 ? null : `${countOf(this.waiting, 'deal')} not answered yet, not counted`;
    return countRow('Inbound acceptance rate', this.accepted, this.accepted + this.refused, waiting);
  }
}

function isWaiting(deal: ReportedDeal, state: StateAt, end: number): boolean {
  return (
    state === 'open' && (deal.status === 'received' || (deal.acceptedAt !== null && deal.acceptedAt >= end))
  );
}

/** The rates of a period, each with numerator and denominator. */
export function ratesTable(
  cohort: Cohort,
  closed: ClosedDeals,
  inbound: InboundDeals,
  display: DisplayCurrency,
): ReportTable {
  return {
    name: 'rates',
    title: 'Rates',
    columns: [
      { key: 'rate_of', title: 'Rate', type: 'text' },
      { key: 'numerator_deals', title: 'Numerator (deals)', type: 'integer' },
      { key: 'denominator_deals', title: 'Denominator (deals)', type: 'integer' },
      display.column('numerator', 'Numerator'),
      display.column('denominator', 'Denominator'),
      { key: 'rate', title: 'Rate', type: 'percent' },
      { key: 'notes', title: 'Notes', type: 'text' },
    ],
    rows: [
      countRow('Created win rate, by number', cohort.countOf('won'), cohort.size, null),
      valueRow('Created win rate, by value', cohort.valueOf('won'), cohort.value, null),
      ...closed.rows(),
      inbound.row(),
    ],
    totals: null,
    additive: false,
  };
}

function countRow(name: string, numerator: number, denominator: number, remark: string | null): Cell[] {
  const rate = ratioOf(numerator, denominator);
  return [
    name,
    numerator,
    denominator,
    null,
    null,
    rate,
    noteOf(rate === null ? 'no rate: no deals' : null, remark),
  ];
}

function valueRow(name: string, numerator: WorthSum, denominator: WorthSum, remark: string | null): Cell[] {
  const { rate, note: over } = valueRate(numerator, denominator, 'rate');
  const note = noteOf(over, denominator.note('deal'), remark);
  return [name, null, null, numerator.minor, denominator.minor, rate, note];
}
