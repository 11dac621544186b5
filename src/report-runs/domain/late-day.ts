import { dateInZone } from '../../kernel/instants.js';
import type { ReportDefinition } from '../../reports/domain/report-definition.js';
import type { SavedReport } from '../../reports/domain/saved-report.js';

/**
 * The as-of day of a run that is made on a later day than its slot: the day of the slot, in the zone of the report. So
 * the report of the last of May, made up for in June, still speaks of May. Null where the run is made in time, the
 * saved report names a day of its own or when it was known, or the report knows no as-of day.
 */
export function lateDay(
  { options }: SavedReport,
  { parameters }: ReportDefinition,
  slot: number | null,
  now: number,
): string | null {
  if (slot === null || options.asOf !== undefined || options.knownAt !== undefined) return null;
  if (!parameters.some(({ name }) => name === 'asOf')) return null;
  const unset = parameters.find(({ name }) => name === 'zone')?.default;
  const zone = String(options.zone ?? unset ?? 'UTC');
  const day = dateInZone(slot, zone);
  return day < dateInZone(now, zone) ? day : null;
}
