import type { Latencies } from './point-reads/latencies.js';
import type { Usage } from './processes.js';

/** The databases that are measured. */
export const ENGINES = ['sqlite', 'postgres'] as const;
export type BenchEngine = (typeof ENGINES)[number];

/** What one step took. */
export interface Result {
  readonly name: string;
  /** Wall clock; that of a command with the start of its process. Of point reads the 99th percentile of the worst phase. */
  readonly seconds: number;
  /** Processor time of the process, all threads; null where it cannot be known. A database server's is not in it. */
  readonly cpuSeconds: number | null;
  readonly rows: number;
  readonly rowsPerSecond: number;
  /** The most memory the process held at once (resident set), in mebibytes; null where it cannot be known. */
  readonly peakMb: number | null;
  /** How it stands to something else that was measured in the same run; what each is of stands in docs/performance.md. */
  readonly ratios: Readonly<Record<string, number>>;
  /** Of point reads: the latencies of each phase. */
  readonly milliseconds?: Readonly<Record<string, Latencies>>;
  /** What one must know to read the figures right. */
  readonly note?: string;
}

/**
 * How a step is held against another one on the same engine. `slower`: our time divided by the other's, `faster`: the
 * other's divided by ours.
 */
interface Comparison {
  readonly of: string;
  readonly to: string;
  readonly is: 'slower' | 'faster';
}

/** All ratios that results have. */
const RATIOS = {
  handSql: { of: 'evaluate', to: 'yardstick.handSql', is: 'slower' },
  jsonRulesEngine: { of: 'evaluate', to: 'yardstick.jsonRulesEngine', is: 'faster' },
  rawImport: { of: 'import', to: 'yardstick.rawImport', is: 'slower' },
  csvParseKnex: { of: 'import', to: 'yardstick.csvParseKnex', is: 'faster' },
  first: { of: 'reimport', to: 'import', is: 'slower' },
  full: { of: 'reevaluate1pct', to: 'evaluate', is: 'slower' },
} as const satisfies Readonly<Record<string, Comparison>>;

/** A step that failed, so that its result is missing. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** All measurements of one size. */
export interface Run {
  readonly deals: number;
  readonly results: readonly Result[];
  readonly failures: readonly Failure[];
}

/** How a step grew from one size to the next larger one. */
export interface Growth {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Time for each deal, divided by that of the smaller size: 1 is linear. */
  readonly timePerDeal: number;
  /** Peak memory, divided by that of the smaller size: 1 is flat; null where it is not known. */
  readonly memory: number | null;
}

/** What `--json` writes: the largest size that was run, with the smaller ones and the growth beside it. */
export interface BenchReport extends Run {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly smaller: readonly Run[];
  readonly growth: readonly Growth[];
}

/** A result of what a process took. */
export function resultOf(
  name: string,
  rows: number,
  { seconds, cpuSeconds, peakMb }: Pick<Usage, 'seconds' | 'cpuSeconds' | 'peakMb'>,
  told: Pick<Result, 'milliseconds' | 'note'> = {},
): Result {
  return {
    name,
    seconds: rounded(seconds, 4),
    cpuSeconds: cpuSeconds === null ? null : rounded(cpuSeconds, 2),
    rows,
    rowsPerSecond: Math.round(rows / seconds),
    peakMb: peakMb === null ? null : rounded(peakMb, 1),
    ratios: {},
    ...told,
  };
}

/** The results with their ratios, as far as everything that these need was measured. */
export function withRatios(results: readonly Result[]): readonly Result[] {
  const seconds = new Map(results.map((result) => [result.name, result.seconds]));
  const comparisons = Object.entries<Comparison>(RATIOS);
  return results.map((result) => {
    const ratios = comparisons.flatMap(([ratio, { of, to, is }]) => {
      const engine = ENGINES.find((one) => result.name === `${of}.${one}`);
      if (engine === undefined) return [];
      const other = seconds.get(`${to}.${engine}`);
      if (other === undefined) return [];
      return [
        [ratio, rounded(is === 'slower' ? result.seconds / other : other / result.seconds, 3)] as const,
      ];
    });
    return { ...result, ratios: Object.fromEntries(ratios) };
  });
}

/** How steps grew from each size to the next larger one. */
export function growthOf(runs: readonly Run[]): readonly Growth[] {
  const sorted = runs.toSorted((a, b) => a.deals - b.deals);
  return sorted.slice(1).flatMap((larger, index) => {
    const smaller = sorted[index];
    return larger.results.flatMap((result) => {
      const before = smaller?.results.find(({ name }) => name === result.name);
      if (smaller === undefined || before === undefined) return [];
      const timePerDeal = result.seconds / larger.deals / (before.seconds / smaller.deals);
      const known = result.peakMb !== null && before.peakMb !== null;
      const memory = known ? rounded(Number(result.peakMb) / Number(before.peakMb), 2) : null;
      return [
        {
          name: result.name,
          from: smaller.deals,
          to: larger.deals,
          timePerDeal: rounded(timePerDeal, 2),
          memory,
        },
      ];
    });
  });
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
