import { describe, expect, it } from '@jest/globals';
import { latenciesOf } from '../../bench/point-reads/latencies.js';
import { render } from '../../bench/render.js';
import { growthOf, type Result, resultOf, type Run, withRatios } from '../../bench/results.js';

const took = (name: string, seconds: number, peakMb: number | null = 100): Result =>
  resultOf(name, 1000, { seconds, cpuSeconds: seconds, peakMb });

const runOf = (deals: number, ...results: readonly Result[]): Run => ({ deals, results, failures: [] });

describe('what a run of the benchmark comes to', () => {
  it('tells how much slower we are than the least, and how much faster than the usual way', () => {
    const results = withRatios([
      took('import.sqlite', 20),
      took('yardstick.rawImport.sqlite', 10),
      took('yardstick.csvParseKnex.sqlite', 60),
      took('reimport.sqlite', 15),
      took('evaluate.sqlite', 12),
      took('yardstick.handSql.sqlite', 10),
      took('yardstick.jsonRulesEngine.sqlite', 48),
      took('evaluate.bulkCsvOnly.sqlite', 24),
      took('reevaluate1pct.sqlite', 0.6),
    ]);
    expect(Object.fromEntries(results.map(({ name, ratios }) => [name, ratios]))).toMatchObject({
      'import.sqlite': { rawImport: 2, csvParseKnex: 3 },
      'reimport.sqlite': { first: 0.75 },
      'evaluate.sqlite': { handSql: 1.2, jsonRulesEngine: 4 },
      'evaluate.bulkCsvOnly.sqlite': {},
      'reevaluate1pct.sqlite': { full: 0.05 },
    });
  });

  it('holds nothing against what was not measured, or measured on the other database', () => {
    const [evaluate] = withRatios([took('evaluate.sqlite', 12), took('yardstick.handSql.postgres', 10)]);
    expect(evaluate?.ratios).toEqual({});
  });

  it('tells how time for each deal and memory grow from size to size', () => {
    const larger = runOf(2000, took('evaluate.sqlite', 22, 110), took('yardstick.rawImport.sqlite', 4, null));
    const smaller = runOf(1000, took('evaluate.sqlite', 10), took('yardstick.rawImport.sqlite', 2, null));
    expect(growthOf([larger, smaller])).toEqual([
      { name: 'evaluate.sqlite', from: 1000, to: 2000, timePerDeal: 1.1, memory: 1.1 },
      { name: 'yardstick.rawImport.sqlite', from: 1000, to: 2000, timePerDeal: 1, memory: null },
    ]);
  });

  it('prints the targets with what was missed, the measurements and what failed', () => {
    const [evaluate, handSql] = withRatios([
      took('evaluate.sqlite', 16),
      took('yardstick.handSql.sqlite', 10),
    ]);
    const failures = [{ name: 'seal.sqlite', message: 'The disk is full.' }];
    const results = [evaluate, handSql].filter((one) => one !== undefined);
    const printed = render({ deals: 1000, results, failures, machine: {}, growth: [], smaller: [] });
    expect(printed).toContain('| evaluate, SQLite / hand-written SQL | at most 1.5 × | 1.6 × (missed) |');
    expect(printed).toContain('| evaluate.sqlite');
    expect(printed).toContain('seal.sqlite FAILED: The disk is full.');
  });

  it('takes for the 99th percentile what at least 99 of 100 reads do not exceed', () => {
    const reads = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(latenciesOf(reads)).toEqual({ reads: 200, p50: 100, p99: 198, max: 200 });
    expect(latenciesOf([])).toEqual({ reads: 0, p50: 0, p99: 0, max: 0 });
  });
});
