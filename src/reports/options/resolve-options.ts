import { DomainError, type Problem } from '../../kernel/errors.js';
import { firstDayOf, isSpan } from '../domain/calendar.js';
import type { FilterValues } from '../domain/deal-filter.js';
import { type FilterValue, filterValues } from '../domain/filter-values.js';
import { periodOn } from '../domain/relative-period.js';
import type { ReportDefinition } from '../domain/report-definition.js';
import { groupingProblem } from '../domain/report-groupings.js';
import { foreignOption, leastValueProblems, periodProblems, wrongOption } from './option-problems.js';
import { type ReportOptions, reportOptionsSchema, UNUSED } from './report-options.js';

/**
 * The options of a report from what was given and what its definition takes by default.
 * @throws DomainError `invalid-input` naming each option that is wrong or that the report does not take.
 */
export function resolveOptions(
  definition: ReportDefinition,
  given: Readonly<Record<string, unknown>>,
): ReportOptions {
  const taken = definition.parameters.map((parameter) => parameter.name);
  const all = Object.entries(given).filter(([, value]) => value !== undefined);
  const told = all.filter(([name]) => taken.includes(name));
  const foreign = all.filter(([name]) => !taken.includes(name));
  const defaults = definition.parameters.flatMap(({ name, default: value }) =>
    value === null ? [] : [[name, value]],
  );
  const asked = { ...UNUSED, ...Object.fromEntries(defaults), ...Object.fromEntries(told) };
  const issues = reportOptionsSchema.safeParse(asked).error?.issues ?? [];
  // What hangs on several options is told of the sound ones, whatever is wrong with the others.
  const wrong = issues.map(({ path }) => path[0]);
  const unused = Object.entries(UNUSED).filter(([name]) => wrong.includes(name));
  const sound = reportOptionsSchema.parse({ ...asked, ...Object.fromEntries(unused) });
  const by = sound.by === null ? null : groupingsOf(sound.by);
  const wrongGroups = by === null ? null : groupingProblem(definition.name, by);
  const problems: readonly Problem[] = [
    ...foreign.map(([name]) => foreignOption(definition.name, name, taken)),
    ...issues.map((issue) => wrongOption(issue, given)),
    ...(wrongGroups === null ? [] : [wrongGroups]),
    ...periodProblems(sound),
    ...leastValueProblems(sound),
  ];
  if (problems.length > 0) {
    throw new DomainError('invalid-input', `The report ${definition.name} cannot be made.`, problems);
  }
  return { ...sound, by, ...filtersOf(sound) };
}

/**
 * Options of a saved report with others laid over them. A period that is given takes the place of the saved one,
 * whether either is given by name or by days.
 */
export function overlaid(
  saved: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const byDays = 'from' in told || 'to' in told;
  const replaced = 'period' in told ? ['from', 'to'] : byDays ? ['period'] : [];
  const kept = Object.entries(saved).filter(([name]) => !replaced.includes(name));
  return { ...Object.fromEntries(kept), ...told };
}

/** The same options with what is told by the as-of day (`YYYY-MM-DD`) as days. */
export function datedOptions(options: ReportOptions, day: string): ReportOptions {
  const { period, since, yearStart } = options;
  return {
    ...options,
    ...(period === null ? {} : periodOn(period, day, yearStart)),
    since: isSpan(since) ? firstDayOf(since, day, yearStart) : since,
  };
}

function groupingsOf(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}

function listOf(text: string | null): readonly FilterValue[] | null {
  return text === null ? null : (filterValues(text) ?? null);
}

function filtersOf(texts: Readonly<Record<keyof FilterValues, string | null>>): FilterValues {
  return {
    stage: listOf(texts.stage),
    dealType: listOf(texts.dealType),
    direction: listOf(texts.direction),
    location: listOf(texts.location),
    solution: listOf(texts.solution),
    campaign: listOf(texts.campaign),
    country: listOf(texts.country)?.map((code) => code?.toUpperCase() ?? null) ?? null,
    organisation: listOf(texts.organisation),
  };
}
