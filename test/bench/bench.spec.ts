import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { buildBench, buildCli, type BuiltCli } from '../support/built-cli.js';

const DEALS = 400;
/** A dozen processes, each of which starts the whole service. */
const PATIENCE_MS = 300_000;
/** PostgreSQL tests are skipped where no server could be started. */
const onPostgres = process.env.TEST_DATABASE_URL ? describe : describe.skip;

const latencies = z.strictObject({ reads: z.int(), p50: z.number(), p99: z.number(), max: z.number() });

const reportSchema = z.strictObject({
  deals: z.literal(DEALS),
  results: z.array(
    z.strictObject({
      name: z.string(),
      seconds: z.number().positive(),
      cpuSeconds: z.number().nullable(),
      rows: z.int(),
      rowsPerSecond: z.number(),
      peakMb: z.number().positive().nullable(),
      ratios: z.record(z.string(), z.number().positive()),
      milliseconds: z.strictObject({ idle: latencies, import: latencies, evaluate: latencies }).optional(),
      note: z.string().optional(),
    }),
  ),
  failures: z.array(z.strictObject({ name: z.string(), message: z.string() })),
  machine: z.record(z.string(), z.union([z.string(), z.number()])),
  growth: z.array(z.unknown()),
  smaller: z.array(z.unknown()),
});

describe('the benchmark, on a small book', () => {
  let cli: BuiltCli;
  let bench: string;
  let folder: string;

  beforeAll(() => {
    cli = buildCli();
    bench = buildBench(cli);
    folder = mkdtempSync(join(tmpdir(), 'dealproof-bench-'));
  });

  afterAll(() => {
    cli.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: readonly string[]): { readonly status: number | null; readonly said: string } => {
    const { status, stderr } = spawnSync(process.execPath, [bench, ...args], { encoding: 'utf8' });
    return { status, said: stderr };
  };

  /** Measures some results, and gives all that were written with `--json`. */
  const measure = (only: readonly string[], ...others: readonly string[]) => {
    const json = join(folder, 'bench.json');
    const names = only.flatMap((name) => ['--only', name]);
    const ended = run('--deals', String(DEALS), '--json', json, ...names, ...others);
    const report = reportSchema.parse(JSON.parse(readFileSync(json, 'utf8')));
    return { ...ended, ...report, named: new Map(report.results.map((result) => [result.name, result])) };
  };

  it(
    'judges beside hand-written SQL and json-rules-engine, which write the same rows, and again after a change',
    () => {
      const only = ['yardstick.handSql.sqlite', 'yardstick.jsonRulesEngine.sqlite', 'reevaluate1pct.sqlite'];
      const { status, failures, named } = measure([...only, 'seal.sqlite'], '--on', 'sqlite');
      expect({ status, failures }).toEqual({ status: 0, failures: [] });
      const ratiosOf = (name: string) => Object.keys(named.get(name)?.ratios ?? {});
      expect(ratiosOf('evaluate.sqlite')).toEqual(['handSql', 'jsonRulesEngine']);
      expect(ratiosOf('reevaluate1pct.sqlite')).toEqual(['full']);
      expect(named.get('evaluate.sqlite')).toMatchObject({ rows: DEALS, note: '400 verdicts recorded.' });
      // What a step needs is measured with it.
      expect([...named.keys()]).toEqual([
        'import.sqlite',
        'import.deals.sqlite',
        'yardstick.handSql.sqlite',
        'yardstick.jsonRulesEngine.sqlite',
        'evaluate.sqlite',
        'import.changed.sqlite',
        'reevaluate1pct.sqlite',
        'seal.sqlite',
      ]);
    },
    PATIENCE_MS,
  );

  onPostgres('on PostgreSQL', () => {
    it(
      'judges as hand-written SQL does there, and imports beside csv-parse with knex',
      () => {
        const only = ['yardstick.handSql.postgres', 'evaluate.postgres', 'yardstick.csvParseKnex.postgres'];
        const server = ['--postgres', process.env.TEST_DATABASE_URL ?? ''];
        const { status, failures, named } = measure(only, '--on', 'postgres', ...server);
        expect({ status, failures }).toEqual({ status: 0, failures: [] });
        expect(Object.keys(named.get('evaluate.postgres')?.ratios ?? {})).toEqual(['handSql']);
        expect(Object.keys(named.get('import.postgres')?.ratios ?? {})).toEqual(['csvParseKnex']);
      },
      PATIENCE_MS,
    );
  });

  it(
    'reads deals over HTTP while the service rests, imports and evaluates',
    () => {
      const { status, failures, named } = measure(['pointRead'], '--on', 'sqlite');
      expect({ status, failures }).toEqual({ status: 0, failures: [] });
      const { milliseconds, seconds } = named.get('pointRead.p99') ?? {};
      const phases = Object.values(milliseconds ?? {});
      expect(phases.map(({ reads }) => reads > 0)).toEqual([true, true, true]);
      expect(seconds).toBeCloseTo(Math.max(...phases.map(({ p99 }) => p99)) / 1000, 3);
    },
    PATIENCE_MS,
  );

  it(
    'goes on after a step that fails, tells it, ends with 1 and leaves nothing behind',
    () => {
      const { status, failures, results, said } = measure(
        ['seal'],
        '--postgres',
        'postgres://nobody@127.0.0.1:1/x',
      );
      expect(status).toBe(1);
      expect(results.map(({ name }) => name)).toEqual(['seal.sqlite']);
      expect(failures).toEqual([{ name: 'seal.postgres', message: expect.stringContaining('127.0.0.1:1') }]);
      expect(said).toContain('seal.postgres failed');
      expect(readdirSync(join(dirname(cli.path), '..', 'bench', 'data'))).toEqual([]);
    },
    PATIENCE_MS,
  );

  it.each([
    [['--deals', 'many'], '--deals many is no number of deals'],
    [['--only', 'speed'], 'Nothing is called speed'],
    [['--on', 'oracle'], 'There is no engine oracle'],
  ])('refuses %j in words', (args, words) => {
    const { status, said } = run(...args);
    expect({ status, said }).toEqual({ status: 1, said: expect.stringContaining(words) });
  });
});
