import type { BenchReport, Growth, Result, Run } from './results.js';

/** What is demanded at a million deals on two cores, of one result. */
interface Target {
  readonly what: string;
  readonly name: string;
  readonly figure: (result: Result) => number | null | undefined;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  readonly unit: string;
}

/** A target with what was measured at each size, the smallest first; null: not measured. */
export interface Held {
  readonly what: string;
  readonly demanded: string;
  readonly found: readonly ({ readonly figure: string; readonly met: boolean } | null)[];
}

const TARGETS: readonly Target[] = [
  ratio('evaluate, SQLite / hand-written SQL', 'evaluate.sqlite', 'handSql', 'at most', 1.5),
  ratio(
    'json-rules-engine pipeline / evaluate, SQLite',
    'evaluate.sqlite',
    'jsonRulesEngine',
    'at least',
    20,
  ),
  ratio('evaluate, PostgreSQL / hand-written SQL', 'evaluate.postgres', 'handSql', 'at most', 1.5),
  ratio('1 % changed / full run, SQLite', 'reevaluate1pct.sqlite', 'full', 'at most', 0.05),
  ratio('1 % changed / full run, PostgreSQL', 'reevaluate1pct.postgres', 'full', 'at most', 0.05),
  ratio('import, SQLite / .import of sqlite3', 'import.sqlite', 'rawImport', 'at most', 2),
  ratio('csv-parse with knex / import, SQLite', 'import.sqlite', 'csvParseKnex', 'at least', 3),
  atLeast('CSV, rows written a second', 'writeCsv', 80_000),
  {
    what: 'workbook of fifteen columns, a million rows',
    name: 'writeXlsx',
    figure: ({ seconds, rows }) => Math.round((seconds / rows) * 1e7) / 10,
    bound: 'at most',
    limit: 45,
    unit: ' s',
  },
  { ...memory('workbook, peak memory', 'writeXlsx'), limit: 286.1 },
  memory('import, SQLite, peak memory', 'import.sqlite'),
  memory('import, PostgreSQL, peak memory', 'import.postgres'),
  ratio('the same file again / first import, SQLite', 'reimport.sqlite', 'first', 'at most', 1),
  ratio('the same file again / first import, PostgreSQL', 'reimport.postgres', 'first', 'at most', 1),
  ...['pipeline', 'campaign-roi', 'conversion', 'registration-audit'].map((report) =>
    duration(`report ${report} as JSON, SQLite`, `report.${report}.sqlite`, 2),
  ),
  duration('the same of a past day', 'report.registration-audit.pastDay.sqlite', 2),
  {
    what: 'registration audit as CSV, SQLite',
    name: 'report.registration-audit.csv.sqlite',
    figure: ({ rowsPerSecond }) => rowsPerSecond,
    bound: 'at least',
    limit: 80_000,
    unit: ' rows/s',
  },
  ...['csv', 'xlsx'].map((format) => ({
    ...memory(
      `registration audit as ${format.toUpperCase()}, SQLite, peak memory`,
      `report.registration-audit.${format}.sqlite`,
    ),
    limit: 286.1,
  })),
  pointRead('point read while idle, p99', 'idle'),
  pointRead('point read while importing, p99', 'import'),
  pointRead('point read while evaluating, p99', 'evaluate'),
];

function ratio(what: string, name: string, of: string, bound: Target['bound'], limit: number): Target {
  return { what, name, figure: ({ ratios }) => ratios[of], bound, limit, unit: ' ×' };
}

function atLeast(what: string, name: string, limit: number): Target {
  return { what, name, figure: ({ rowsPerSecond }) => rowsPerSecond, bound: 'at least', limit, unit: ' /s' };
}

function duration(what: string, name: string, limit: number): Target {
  return { what, name, figure: ({ seconds }) => seconds, bound: 'at most', limit, unit: ' s' };
}

function memory(what: string, name: string): Target {
  return { what, name, figure: ({ peakMb }) => peakMb, bound: 'at most', limit: 476.8, unit: ' MiB' };
}

function pointRead(what: string, phase: string): Target {
  const figure = ({ milliseconds }: Result): number | undefined => milliseconds?.[phase]?.p99;
  return { what, name: 'pointRead.p99', figure, bound: 'at most', limit: 50, unit: ' ms' };
}

/** Holds what was measured against the targets; those of which no size tells anything are left out. */
export function heldAgainstTargets({ growth, smaller, ...largest }: BenchReport): readonly Held[] {
  const runs = [...smaller, largest];
  const held = TARGETS.map((target) => ({
    what: target.what,
    demanded: `${target.bound} ${target.limit}${target.unit}`,
    found: runs.map((run) => found(target, run)),
  }));
  return [...held, ...heldGrowth(growth, runs)].filter((one) => one.found.some((each) => each !== null));
}

function found({ name, figure, bound, limit, unit }: Target, { results }: Run): Held['found'][number] {
  const result = results.find((one) => one.name === name);
  const value = result === undefined ? undefined : figure(result);
  if (value === undefined || value === null) return null;
  return { figure: `${value}${unit}`, met: bound === 'at most' ? value <= limit : value >= limit };
}

/** Of the steps that the targets name: time is to be linear (twice the deals at most 2.2 times the time), memory flat. */
function heldGrowth(growth: readonly Growth[], runs: readonly Run[]): readonly Held[] {
  const named = [...new Set(TARGETS.map(({ name }) => name))].filter((name) => name !== 'pointRead.p99');
  const row = (what: string, limit: number, of: (one: Growth) => number | null) => (name: string) => ({
    what: `${name}: ${what}, against the size before`,
    demanded: `at most ${limit} ×`,
    found: runs.map(({ deals }) => {
      const grown = growth.find((one) => one.name === name && one.to === deals);
      const value = grown === undefined ? null : of(grown);
      return value === null ? null : { figure: `${value} ×`, met: value <= limit };
    }),
  });
  return [
    ...named.map(row('time for each deal', 1.1, ({ timePerDeal }) => timePerDeal)),
    ...named.map(row('peak memory', 1.1, ({ memory: grown }) => grown)),
  ];
}
