import { noteOf } from './book-balance.js';
import { addDays, type Calendar, type Period } from './calendar.js';
import type { DisplayCurrency } from './display-currency.js';
import { ratioOf } from './figures.js';
import type { Cell, Column, Row } from './report.js';
import { type AsOf, closedWithin, type ReportedDeal, type StateAt } from './reported-deal.js';
import { type Stage, STAGES } from './stages.js';
import { valueRate } from './value-rate.js';
import { countOf, WorthSum, type Worth } from './worth.js';

/** Deals that closed within so many days before the as-of day's end tell how many of their stage are won. */
export const WIN_RATE_DAYS = 365;

/** The 97.5 % point of the normal distribution: an interval of 95 %. */
const Z = 1.959964;

/** The columns that say how many deals which had come to a stage were won, after its percentage and name. */
export function winRateColumns(display: DisplayCurrency): readonly Column[] {
  return [
    { key: 'stage_percent', title: 'Stage %', type: 'integer' },
    { key: 'stage', title: 'Stage', type: 'text' },
    { key: 'won_deals', title: 'Won (deals)', type: 'integer' },
    { key: 'ended_deals', title: 'Of (deals that ended)', type: 'integer' },
    { key: 'observed_rate', title: 'Observed win rate', type: 'percent' },
    { key: 'rate_low', title: 'At least (95 %)', type: 'percent' },
    { key: 'rate_high', title: 'At most (95 %)', type: 'percent' },
    display.column('won', 'Won'),
    display.columnTitled('ended', `Of (${display.code} that ended)`),
    { key: 'observed_rate_by_value', title: 'Observed win rate, by value', type: 'percent' },
  ];
}

interface StageRate {
  readonly stage: Stage;
  won: number;
  ended: number;
  readonly wonValue: WorthSum;
  readonly endedValue: WorthSum;
}

/** A quotient of whole numbers; the denominator is above 0. */
export interface Share {
  readonly of: bigint;
  readonly in: bigint;
}

/**
 * How many of the deals that had come to a stage, or beyond it, were won: of those that ended within the year before
 * the moment, whenever created. Deals that are still open are in no rate, since nobody knows yet how they end.
 */
export class WinRates {
  /** Deals by the furthest stage that they came to. */
  private readonly furthest: readonly StageRate[] = STAGES.map(noDeals);
  private readonly window: Period;
  private undated = 0;
  private stageless = 0;

  constructor(
    asOf: AsOf,
    private readonly calendar: Calendar,
  ) {
    this.window = { from: addDays(asOf.day, 1 - WIN_RATE_DAYS), to: addDays(asOf.day) };
  }

  /**
   * Counts a deal that had ended by the moment. A won deal passed every stage, any other came to its last known one.
   * @param value asked only where the deal is in a rate: most of a book ended long ago.
   */
  add(deal: ReportedDeal, state: Exclude<StateAt, 'open' | 'not-created'>, value: () => Worth): void {
    const within = closedWithin(deal, this.window, this.calendar);
    if (within === null) this.undated += 1;
    if (within !== true) return;
    const won = state === 'won';
    const furthest = won ? 100 : deal.stagePercent;
    const rate = this.furthest.find(({ stage }) => stage.percent === furthest);
    if (rate === undefined) {
      this.stageless += 1;
      return;
    }
    const worth = value();
    rate.ended += 1;
    rate.endedValue.add(worth);
    if (!won) return;
    rate.won += 1;
    rate.wonValue.add(worth);
  }

  /** The share of deals of a stage that were won; null where none ended. */
  shareOf(percent: number): Share | null {
    const { won, ended } = countsOf(this.beyond(percent));
    return ended === 0 ? null : { of: BigInt(won), in: BigInt(ended) };
  }

  /** Cells of `winRateColumns` for every stage, in order, each with its percentage and what there is to note. */
  rows(): readonly { readonly percent: number; readonly cells: Row; readonly note: string | null }[] {
    return STAGES.map((stage) => {
      const rates = this.beyond(stage.percent);
      const rate = {
        stage,
        ...countsOf(rates),
        wonValue: WorthSum.of(rates.map(({ wonValue }) => wonValue)),
        endedValue: WorthSum.of(rates.map(({ endedValue }) => endedValue)),
      };
      return {
        percent: stage.percent,
        cells: cellsOf(rate),
        note: noteOf(
          rate.ended === 0 ? 'no rate: no deal of this stage ended within the year' : null,
          valueNote(rate),
        ),
      };
    });
  }

  private beyond(percent: number): readonly StageRate[] {
    return this.furthest.filter(({ stage }) => stage.percent >= percent);
  }

  /** What the rates leave out, in whole sentences. */
  notes(): string[] {
    return [
      ...(this.undated > 0
        ? [`${countOf(this.undated, 'deal')} in no observed win rate: it is not known when they closed.`]
        : []),
      ...(this.stageless > 0
        ? [`${countOf(this.stageless, 'deal')} in no observed win rate: they ended at a stage not known.`]
        : []),
    ];
  }
}

function noDeals(stage: Stage): StageRate {
  return { stage, won: 0, ended: 0, wonValue: new WorthSum(), endedValue: new WorthSum() };
}

function countsOf(rates: readonly StageRate[]): { readonly won: number; readonly ended: number } {
  return {
    won: rates.reduce((sum, { won }) => sum + won, 0),
    ended: rates.reduce((sum, { ended }) => sum + ended, 0),
  };
}

function cellsOf({ stage, won, ended, wonValue, endedValue }: StageRate): Cell[] {
  const [low, high] = wilson(won, ended);
  return [
    stage.percent,
    stage.title,
    won,
    ended,
    ratioOf(won, ended),
    low,
    high,
    wonValue.minor,
    endedValue.minor,
    valueRate(wonValue, endedValue, 'rate by value').rate,
  ];
}

function valueNote({ ended, wonValue, endedValue }: StageRate): string | null {
  if (ended === 0) return null;
  const left = endedValue.note('deal');
  const { note } = valueRate(wonValue, endedValue, 'rate by value');
  return noteOf(note, left === null ? null : `ended: ${left}`);
}

/**
 * Wilson's score interval of a share at 95 %, to six digits (E. B. Wilson, Journal of the American Statistical
 * Association 22, 1927): it stays within 0 and 1 and holds for few deals too. Nulls where there are none.
 */
function wilson(hits: number, of: number): readonly [number | null, number | null] {
  if (of === 0) return [null, null];
  const share = hits / of;
  const square = (Z * Z) / of;
  const middle = share + square / 2;
  const reach = Z * Math.sqrt((share * (1 - share)) / of + square / (4 * of));
  const rounded = (value: number): number =>
    Math.round(Math.min(1, Math.max(0, value / (1 + square))) * 1e6) / 1e6;
  return [rounded(middle - reach), rounded(middle + reach)];
}
