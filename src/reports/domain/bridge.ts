import { noteOf } from './book-balance.js';
import type { DisplayCurrency } from './display-currency.js';
import type { Cell, ReportTable } from './report.js';
import { type AsOf, closingMonth, type ReportedDeal, standingAt, type StateAt } from './reported-deal.js';
import { countOf, type Worth, WorthSum } from './worth.js';

/**
 * The lines of the bridge in their order. Opening and closing are what stood open; those between, each with its sign,
 * lead from the one to the other.
 */
const LINES = [
  { key: 'opening', title: 'Opening', sign: 1n },
  { key: 'created', title: 'Created', sign: 1n },
  { key: 'reopened', title: 'Reopened', sign: 1n },
  { key: 'revalued', title: 'Revalued', sign: 1n },
  { key: 'rate-effect', title: 'Rate effect', sign: 1n },
  { key: 'won', title: 'Won', sign: -1n },
  { key: 'lost', title: 'Lost', sign: -1n },
  { key: 'declined', title: 'Declined', sign: -1n },
  { key: 'expired', title: 'Expired', sign: -1n },
  { key: 'closing', title: 'Closing', sign: 1n },
] as const;
type LineKey = (typeof LINES)[number]['key'];

/** Lines that change what deals are worth, not how many there are. */
const VALUE_ONLY: readonly LineKey[] = ['revalued', 'rate-effect'];

/** A deal at one end of the period. `told` is false where no file tells how it stood then. */
export interface DealAtEnd {
  readonly deal: ReportedDeal;
  readonly told: boolean;
}

interface Line {
  deals: number;
  inferred: number;
  readonly inferredValues: WorthSum;
  readonly values: WorthSum;
  /** Deals that are worth something known at one end only, so that all of it is in this line. */
  oneEnded: number;
}

/** How a deal stood at one end. */
interface Stood extends DealAtEnd {
  readonly state: StateAt;
  /** False where the day of its creation or its closing leaves open how it stood. */
  readonly sure: boolean;
}

/** The same with what it was worth. */
interface End extends Stood {
  /** The month of the rate it is converted by; null where not known. */
  readonly month: string | null;
  readonly worth: Worth;
}

/**
 * What became of the open pipeline between two moments, to the cent. Give it every deal of the book once.
 *
 * Both ends are looked at, not what happened between: a deal that was lost and reopened within the period is none of
 * its lines. A deal that leaves does so at what it was worth when it closed, at the rate of that month; what it was
 * worth more or less than at the opening stands as revalued and as rate effect, as for the deals that stay.
 */
export class Bridge {
  private readonly lines: ReadonlyMap<LineKey, Line> = new Map(
    LINES.map(({ key }) => [
      key,
      { deals: 0, inferred: 0, inferredValues: new WorthSum(), values: new WorthSum(), oneEnded: 0 },
    ]),
  );

  constructor(
    private readonly display: DisplayCurrency,
    private readonly from: AsOf,
    private readonly to: AsOf,
  ) {}

  /** Counts a deal by how it stood at both ends. */
  add(opening: DealAtEnd, closing: DealAtEnd): void {
    if (opening.deal === closing.deal && hasEnded(opening.deal, this.from)) return;
    const [stood, stands] = [standing(opening, this.from), standing(closing, this.to)];
    if (stood.state !== 'open' && !this.movedWithin(stood, stands)) return;
    const before = this.worth(stood, this.from.day.slice(0, 7));
    const after = this.worth(stands, this.to.day.slice(0, 7));
    const inferred = !before.told || !before.sure || !after.told || !after.sure;
    const wasOpen = before.state === 'open';
    const isOpen = after.state === 'open';
    if (wasOpen) this.count('opening', before.worth, !before.told || !before.sure);
    if (isOpen) this.count('closing', after.worth, !after.told || !after.sure);
    if (wasOpen) this.revalue(before, after, inferred);
    else this.count(before.state === 'not-created' ? 'created' : 'reopened', after.worth, inferred);
    if (after.state !== 'open' && after.state !== 'not-created') {
      this.count(after.state, after.worth, inferred);
    }
  }

  /**
   * The bridge as a table.
   * @throws RangeError when its lines do not add up to the closing, which would be a fault of the report.
   */
  table(): ReportTable {
    this.assertBalance();
    return {
      name: 'bridge',
      title: 'Pipeline bridge',
      columns: [
        { key: 'line', title: 'Line', type: 'text' },
        { key: 'deals', title: 'Deals', type: 'integer' },
        this.display.column('value', 'Value'),
        { key: 'inferred_deals', title: 'Of which by inference (deals)', type: 'integer' },
        this.display.column('inferred', 'Of which by inference'),
        { key: 'notes', title: 'Notes', type: 'text' },
      ],
      rows: LINES.filter(({ key }) => key !== 'closing').map(({ key, title, sign }) => [
        title,
        ...this.cells(key, sign),
      ]),
      totals: ['Closing', ...this.cells('closing', 1n)],
      additive: true,
    };
  }

  private worth({ deal, told, state, sure }: Stood, openMonth: string): End {
    const month = state === 'open' ? openMonth : closingMonth(deal);
    return { deal, told, state, sure, month, worth: this.valueIn(month, deal) };
  }

  private valueIn(month: string | null, { valueMinor, currency }: ReportedDeal): Worth {
    return this.display.worthOf(valueMinor, currency, month);
  }

  /** Whether a deal that was not open at the opening came in within the period, to stay or to leave again. */
  private movedWithin(before: Stood, after: Stood): boolean {
    if (after.state === 'not-created') return false;
    if (after.state === 'open' || before.state === 'not-created') return true;
    return before.state !== after.state || standingAt(after.deal, this.from).state === 'open';
  }

  /** What the same amount is worth at the rates of the two ends, and what another amount adds at those of the second. */
  private revalue(before: End, after: End, inferred: boolean): void {
    const held = this.valueIn(after.month, before.deal);
    this.change('rate-effect', before.worth, held, inferred);
    this.change('revalued', held, after.worth, inferred);
  }

  private change(key: LineKey, from: Worth, to: Worth, inferred: boolean): void {
    if ((from.is === 'known') !== (to.is === 'known')) this.line(key).oneEnded += 1;
    const minor = minorOf(to) - minorOf(from);
    if (minor !== 0) this.count(key, { is: 'known', minor }, inferred);
  }

  private count(key: LineKey, worth: Worth, inferred: boolean): void {
    const line = this.line(key);
    line.deals += 1;
    line.values.add(worth);
    if (!inferred) return;
    line.inferred += 1;
    line.inferredValues.add(worth);
  }

  private line(key: LineKey): Line {
    const line = this.lines.get(key);
    if (line === undefined) throw new RangeError(`The bridge has no line ${key}.`);
    return line;
  }

  private cells(key: LineKey, sign: bigint): Cell[] {
    const { deals, inferred, inferredValues, values, oneEnded } = this.line(key);
    const valueOnly = VALUE_ONLY.includes(key);
    const { code } = this.display;
    const known = `whose value in ${code === 'USD' ? 'dollars' : code} is known at one end only`;
    const since = oneEnded > 0 ? `${countOf(oneEnded, 'deal')} ${known}` : null;
    const note = noteOf(valueOnly ? `of ${countOf(deals, 'deal')}` : null, values.note('deal'), since);
    return [
      valueOnly ? null : sign * BigInt(deals),
      sign * values.minor,
      inferred,
      sign * inferredValues.minor,
      note,
    ];
  }

  private assertBalance(): void {
    const sum = (of: (line: Line, key: LineKey) => bigint): bigint =>
      LINES.reduce((total, { key, sign }) => {
        return key === 'closing' ? total : total + sign * of(this.line(key), key);
      }, 0n);
    const closing = this.line('closing');
    const minor = sum((line) => line.values.minor);
    const deals = sum((line, key) => (VALUE_ONLY.includes(key) ? 0n : BigInt(line.deals)));
    if (minor !== closing.values.minor || deals !== BigInt(closing.deals)) {
      throw new RangeError(`The bridge leads to ${minor} minor units of ${deals} deals, not to the closing.`);
    }
  }
}

function hasEnded(deal: ReportedDeal, asOf: AsOf): boolean {
  const { state } = standingAt(deal, asOf);
  return state !== 'open' && state !== 'not-created';
}

function standing(at: DealAtEnd, asOf: AsOf): Stood {
  const { state, creationKnown, closingKnown } = standingAt(at.deal, asOf);
  return { deal: at.deal, told: at.told, state, sure: creationKnown && closingKnown };
}

function minorOf(worth: Worth): number {
  return worth.is === 'known' ? worth.minor : 0;
}
