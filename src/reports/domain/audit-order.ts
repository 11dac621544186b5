import { AUDIT_EXCEPTIONS, type AuditException, NO_EXCEPTION } from './audit-exceptions.js';
import { dayNumber } from './calendar.js';

/** More days than there are in the dates of the calendar, years 100 to 9999, with one after all of them. */
const DAYS = 4_000_000;
const FIRST_DAY = dayNumber('0100-01-01');

const PLACES: ReadonlyMap<AuditException, number> = new Map(
  [...AUDIT_EXCEPTIONS, NO_EXCEPTION].map((exception, place) => [exception, place]),
);

/**
 * Where a won deal stands in the order of the audit's rows, as a whole number of 32 bits: exceptions first, in their
 * order, and within one the earliest day won. Deals of one number are in order of id.
 * @param wonOn its UTC day won, null where not known: those come last.
 */
export function auditPlace(exception: AuditException, wonOn: string | null): number {
  const day = wonOn === null ? DAYS - 1 : dayNumber(wonOn) - FIRST_DAY;
  return (PLACES.get(exception) ?? PLACES.size) * DAYS + day;
}
