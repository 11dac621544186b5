import { AUDIT_EXCEPTIONS, type AuditException, NO_EXCEPTION } from './audit-exceptions.js';
import { dayNumber } from './calendar.js';

interface Listed {
  readonly ids: string[];
  /** Days since 1970, infinite where not known. */
  readonly days: number[];
}

/**
 * The order of the audit's rows: exceptions first, in theirs; within one, by UTC day won, then in the order in which
 * the deals were added. It holds no more than the ids and days.
 */
export class AuditOrder {
  private readonly listed = new Map<AuditException, Listed>();

  /** Takes a deal in; `closedOn` is its UTC day won, null where not known. */
  add(exception: AuditException, dealId: string, closedOn: string | null): void {
    const { ids, days } = this.listedAs(exception);
    ids.push(dealId);
    days.push(closedOn === null ? Infinity : dayNumber(closedOn));
  }

  /** The ids in order, so many at a time. */
  *pages(size: number): Generator<readonly string[]> {
    for (const exception of [...AUDIT_EXCEPTIONS, NO_EXCEPTION]) {
      const { ids, days } = this.listedAs(exception);
      const dayOf = (place: number): number => days[place] ?? Infinity;
      const places = Uint32Array.from(ids.keys()).toSorted((a, b) => {
        const [first, second] = [dayOf(a), dayOf(b)];
        return first === second ? a - b : first < second ? -1 : 1;
      });
      for (let start = 0; start < places.length; start += size) {
        yield Array.from(places.subarray(start, start + size), (place) => ids[place] ?? '');
      }
    }
  }

  private listedAs(exception: AuditException): Listed {
    const known = this.listed.get(exception);
    if (known !== undefined) return known;
    const made: Listed = { ids: [], days: [] };
    this.listed.set(exception, made);
    return made;
  }
}
