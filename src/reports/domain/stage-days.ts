import { SALES_STAGES } from '../../deals/domain/deal.js';
import type { Calendar } from './calendar.js';
import type { DealThen } from './deal-then.js';
import { Histogram } from './figures.js';
import type { AsOf, StateAt } from './reported-deal.js';
import { stageOf } from './stages.js';

/**
 * The furthest stage that a deal is known to have been in by a moment, whatever it went back to later; null where no
 * stage is known.
 */
export function furthestStage({ deal, stageEntries }: DealThen, asOf: AsOf): number | null {
  const furthest = stageOf(deal.stagePercent)?.percent ?? null;
  if (stageEntries === null) return furthest;
  // From the win back: the first that is found is the furthest.
  for (let place = SALES_STAGES.length - 1; place >= 0; place -= 1) {
    const percent = SALES_STAGES[place] ?? 0;
    if (percent <= (furthest ?? 0)) break;
    const entry = stageEntries.at(place);
    if (entry !== null && entry < asOf.end) return percent;
  }
  return furthest;
}

/**
 * Days of the calendar that deals were on the way from one stage to the next or beyond it, from the first files that
 * show them there. Nobody knows when a deal came to the stage that it was first seen in; to the first stage it came when
 * it was accepted, or created by ourselves.
 */
export class StageDays {
  private readonly days: ReadonlyMap<number, Histogram> = new Map(
    SALES_STAGES.slice(1).map((percent) => [percent, new Histogram()]),
  );

  constructor(
    private readonly asOf: AsOf,
    private readonly calendar: Calendar,
  ) {}

  /** Counts a deal. */
  add(then: DealThen, state: StateAt): void {
    const { stageEntries: entries } = then;
    if (entries === null) return;
    let [seen, firstSeen] = [0, Infinity];
    for (let place = 0; place < SALES_STAGES.length; place += 1) {
      const entry = entries.at(place);
      if (!this.counts(entry)) continue;
      seen += 1;
      if (entry < firstSeen) firstSeen = entry;
    }
    // Of a deal that was always seen in the same stage, and then not won, nothing is known.
    if (seen < (state === 'won' ? 1 : 2)) return;
    const won = state === 'won' ? this.calendar.dayNumberOf(then.deal.closed) : null;
    // From the win back, so that the first file that shows a stage or a later one is known at each.
    let shown: number | null = null;
    for (let place = SALES_STAGES.length - 1; place > 0; place -= 1) {
      const [before, percent] = [SALES_STAGES[place - 1], SALES_STAGES[place]];
      if (before === undefined || percent === undefined) continue;
      const entry = entries.at(place);
      if (this.counts(entry) && (shown === null || entry < shown)) shown = entry;
      const until = percent === 100 || shown === null ? won : earlier(this.dayAfter(firstSeen, shown), won);
      if (until === null) continue;
      const from = before === 10 ? this.began(then) : this.dayAfter(firstSeen, entries.at(place - 1));
      if (from === null || until < from) continue;
      this.days.get(percent)?.add(until - from);
    }
  }

  /** Days on the way to a stage, 100 being the win. */
  to(percent: number): Histogram {
    return this.days.get(percent) ?? new Histogram();
  }

  /** Whether a file showed it by the moment of the report. */
  private counts(entry: number | null): entry is number {
    return entry !== null && entry < this.asOf.end;
  }

  /** The day (its number) of an entry that was not the first sighting of all. */
  private dayAfter(firstSeen: number, entry: number | null): number | null {
    return this.counts(entry) && entry > firstSeen ? this.calendar.dayNumberAt(entry) : null;
  }

  private began({ deal }: DealThen): number | null {
    if (deal.acceptedAt !== null && deal.acceptedAt < this.asOf.end)
      return this.calendar.dayNumberAt(deal.acceptedAt);
    return deal.direction === 'outbound' ? this.calendar.dayNumberOf(deal.created) : null;
  }
}

/** The earlier of two days; null where the first is not known. */
function earlier(day: number | null, other: number | null): number | null {
  return day === null || other === null || day < other ? day : other;
}
