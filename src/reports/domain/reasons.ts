import { compareText } from '../../kernel/text.js';
import type { DisplayCurrency } from './display-currency.js';
import type { ReportTable } from './report.js';
import type { StateAt } from './reported-deal.js';
import { type Worth, WorthSum } from './worth.js';

/** Distinct reasons that are told apart; more than these are free text, and go into one row. */
const MAX_REASONS = 1000;
const MAX_REASON_LENGTH = 200;
const NO_REASON = '(no reason given)';
const OTHER_REASONS = `(other reasons, after the first ${MAX_REASONS})`;

interface ReasonEntry {
  readonly state: StateAt;
  readonly reason: string;
  deals: number;
  readonly value: WorthSum;
}

/** Why deals of the cohort were declined or lost. */
export class Reasons {
  private readonly entries = new Map<string, ReasonEntry>();
  private readonly met = {
    declined: new Map<string | null, ReasonEntry>(),
    lost: new Map<string | null, ReasonEntry>(),
  };

  /** Counts a declined or lost deal; any other is left alone. */
  add(state: StateAt, reason: string | null, worth: Worth): void {
    if (state !== 'declined' && state !== 'lost') return;
    const known = this.met[state];
    const entry = known.get(reason) ?? this.entryFor(state, reason);
    // Most reasons are given again and again, to the letter.
    if (known.size < MAX_REASONS) known.set(reason, entry);
    entry.deals += 1;
    entry.value.add(worth);
  }

  /** The reasons as a table, most frequent first. */
  table(display: DisplayCurrency): ReportTable {
    const entries = [...this.entries.values()].toSorted(
      (a, b) => compareText(a.state, b.state) || b.deals - a.deals || compareText(a.reason, b.reason),
    );
    return {
      name: 'reasons',
      title: 'Why declined or lost',
      columns: [
        { key: 'status', title: 'Status', type: 'text' },
        { key: 'reason', title: 'Reason', type: 'text' },
        { key: 'deals', title: 'Deals', type: 'integer' },
        display.column('value', 'Value'),
        { key: 'notes', title: 'Notes', type: 'text' },
      ],
      rows: entries.map(({ state, reason, deals, value }) => [
        state,
        reason,
        deals,
        value.minor,
        value.note('deal'),
      ]),
      totals: null,
      additive: true,
    };
  }

  private entryFor(state: StateAt, reason: string | null): ReasonEntry {
    const said = (reason ?? '').trim().slice(0, MAX_REASON_LENGTH);
    return this.entryOf(state, said === '' ? NO_REASON : said);
  }

  private entryOf(state: StateAt, reason: string): ReasonEntry {
    const key = `${state} ${reason}`;
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    if (this.entries.size >= MAX_REASONS && reason !== OTHER_REASONS)
      return this.entryOf(state, OTHER_REASONS);
    const entry: ReasonEntry = { state, reason, deals: 0, value: new WorthSum() };
    this.entries.set(key, entry);
    return entry;
  }
}
