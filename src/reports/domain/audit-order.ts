import { AUDIT_EXCEPTIONS, type AuditException, NO_EXCEPTION } from './audit-exceptions.js';
import { dayNumber } from './calendar.js';
import { TextList } from './text-list.js';
import type { StandingVerdict } from './won-deal.js';

/** A day after all that dates can name. */
const NEVER = 4_000_000;

/** More deals than any list holds; with a day, times this, still a whole number that is exact. */
const PLACES = 2 ** 31;

/** A won deal in the order of the audit. */
export interface ListedWin {
  readonly dealId: string;
  readonly verdict: StandingVerdict | null;
}

interface Listed {
  readonly ids: TextList;
  readonly verdicts: (StandingVerdict | null)[];
  /** Days since 1970; later than any date where not known. */
  readonly days: number[];
}

/**
 * The order of the audit's rows: exceptions first, in theirs; within one, by UTC day won, then in the order in which
 * the deals were added. It holds no more of a deal than its id and day, and which verdict of a few it has.
 */
export class AuditOrder {
  private readonly listed = new Map<AuditException, Listed>();

  /** Takes a deal in; `closedOn` is its UTC day won, null where not known. */
  add(exception: AuditException, { dealId, verdict }: ListedWin, closedOn: string | null): void {
    const { ids, verdicts, days } = this.listedAs(exception);
    ids.add(dealId);
    verdicts.push(verdict);
    days.push(closedOn === null ? NEVER : dayNumber(closedOn));
  }

  /** The deals in order, so many at a time. */
  *pages(size: number): Generator<readonly ListedWin[]> {
    for (const exception of [...AUDIT_EXCEPTIONS, NO_EXCEPTION]) {
      const { ids, verdicts, days } = this.listedAs(exception);
      // Day and place in one number, which a list of numbers sorts by without being told how.
      const sorted = Float64Array.from(days, (day, place) => day * PLACES + place).toSorted();
      for (let start = 0; start < sorted.length; start += size) {
        const page: ListedWin[] = [];
        for (const key of sorted.subarray(start, start + size)) {
          const place = ((key % PLACES) + PLACES) % PLACES;
          page.push({ dealId: ids.at(place), verdict: verdicts[place] ?? null });
        }
        yield page;
      }
    }
  }

  private listedAs(exception: AuditException): Listed {
    const known = this.listed.get(exception);
    if (known !== undefined) return known;
    const made: Listed = { ids: new TextList(), verdicts: [], days: [] };
    this.listed.set(exception, made);
    return made;
  }
}
