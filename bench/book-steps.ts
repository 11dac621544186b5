import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { DEMO_AS_OF, DEMO_TAKEN_AT } from '../src/demo/domain/calendar.js';
import { formatInstant } from '../src/kernel/instants.js';
import { REPORT_NAMES } from '../src/reports/domain/report-definition.js';
import type { Home } from './homes.js';
import type { BenchInput } from './input.js';
import { measurePointReads } from './point-reads/point-reads.js';
import { type Place, runDealproof, runStep, type Usage } from './processes.js';
import { type Result, resultOf } from './results.js';
import { requireSameRows } from './same-rows.js';
import { rawImport } from './yardsticks/raw-import.js';

/** The report with a row for every won deal, and so the one whose files are large. */
const LARGEST_REPORT = 'registration-audit';

/** Deals that the pipeline through the rule engine judges; of a larger book its time is worked out from these. */
const ENGINE_SAMPLE = 100_000;

const AS_OF = ['--as-of', DEMO_AS_OF];
const TAKEN_AT = ['--taken-at', formatInstant(DEMO_TAKEN_AT)];

/** The parts that `--only` knows. */
export const PARTS = [
  'import',
  'pointRead',
  'evaluate',
  'reevaluate',
  'verify',
  'report',
  'writeCsv',
  'writeXlsx',
  'seal',
] as const;

/** Something to be measured. */
export interface Step {
  readonly part: (typeof PARTS)[number];
  readonly name: string;
  /** Measures it, after what it needs. */
  run(): Promise<unknown>;
}

/** Measures a step and keeps what came of it, or that it failed; then it throws. */
export type Measure = (name: string, work: (name: string) => Promise<Result>) => Promise<Result>;

const importedSchema = z.tuple([
  z.object({ created: z.number(), updated: z.number(), unchanged: z.number(), rejected: z.number() }),
]);
const evaluatedSchema = z.object({ judged: z.number(), recorded: z.number() });
const manifestSchema = z.object({ rows: z.object({ deals: z.number() }) });
const timedSchema = z.object({ seconds: z.number() });
const engineSchema = timedSchema.extend({ judged: z.number() });

/**
 * Everything that is measured on one engine, in its order: each step works on the book that the steps before it have
 * left, or on a copy. A step that is not asked for is measured all the same where a later one needs its book.
 */
export class BookSteps {
  /** The book with the catalogues and the bulk CSV. */
  private readonly bulkBook = once(() => this.importBulk());
  /** The same book with the `deals` form taken in as well. */
  private readonly fullBook = once(() => this.importDeals());
  /** The same book judged. */
  private readonly judgedBook = once(() => this.evaluate());
  /** The same book after one deal in a hundred has changed. */
  private readonly changedBook = once(() => this.importChanged());
  /** Copies of the full book that yardsticks have judged, each so many deals of it. */
  private readonly judgedByOthers: { readonly place: Place; readonly deals: number }[] = [];

  constructor(
    private readonly home: Home,
    private readonly deals: number,
    private readonly input: BenchInput,
    private readonly measure: Measure,
  ) {}

  /**
   * The steps in their order.
   * @param hasTool whether the database's own tool for imports is installed.
   */
  list(hasTool: boolean): readonly Step[] {
    const { engine } = this.home;
    const step = (part: Step['part'], name: string, run: Step['run']): Step => ({ part, name, run });
    const own = (part: Step['part'], stem: string, work: (name: string) => Promise<Result>): Step => {
      const name = stem === 'pointRead.p99' && engine === 'sqlite' ? stem : `${stem}.${engine}`;
      return step(part, name, () => this.measure(name, work));
    };
    return [
      step('import', `import.${engine}`, this.bulkBook),
      ...(hasTool ? [own('import', 'yardstick.rawImport', (name) => this.rawImport(name))] : []),
      own('import', 'yardstick.csvParseKnex', (name) => this.csvParseKnex(name)),
      own('import', 'reimport', (name) => this.reimport(name)),
      own('evaluate', 'evaluate.bulkCsvOnly', (name) => this.evaluateBulkOnly(name)),
      own('pointRead', 'pointRead.p99', (name) => this.pointReads(name)),
      step('import', `import.deals.${engine}`, this.fullBook),
      own('evaluate', 'yardstick.handSql', (name) => this.handSql(name)),
      own('evaluate', 'yardstick.jsonRulesEngine', (name) => this.ruleEngine(name)),
      step('evaluate', `evaluate.${engine}`, this.judgedBook),
      own('evaluate', 'evaluate.unchanged', (name) => this.evaluateUnchanged(name)),
      step('reevaluate', `import.changed.${engine}`, this.changedBook),
      own('reevaluate', 'reevaluate1pct', (name) => this.reevaluate(name)),
      own('verify', 'decisions.verify', (name) => this.verify(name)),
      ...REPORT_NAMES.map((report) =>
        own('report', `report.${report}`, (name) =>
          this.summary(name, report, report === LARGEST_REPORT ? [] : AS_OF),
        ),
      ),
      own('report', `report.${LARGEST_REPORT}.pastDay`, (name) => this.summary(name, LARGEST_REPORT, AS_OF)),
      ...['csv', 'xlsx'].map((format) =>
        own('report', `report.${LARGEST_REPORT}.${format}`, (name) => this.fileOfWins(name, format)),
      ),
      ...(engine === 'sqlite'
        ? [
            step('writeCsv', 'writeCsv', () => this.measure('writeCsv', (name) => this.write(name, 'csv'))),
            step('writeXlsx', 'writeXlsx', () =>
              this.measure('writeXlsx', (name) => this.write(name, 'xlsx')),
            ),
          ]
        : []),
      own('seal', 'seal', (name) => this.seal(name)),
    ];
  }

  private async importBulk(): Promise<Place> {
    const place = await this.home.create('book');
    await runDealproof(place, ['import', ...this.input.catalogues]);
    await this.measure(`import.${this.home.engine}`, (name) =>
      this.import(name, place, [this.input.bulk, ...TAKEN_AT], { created: this.deals }),
    );
    return place;
  }

  private async importDeals(): Promise<Place> {
    const place = await this.bulkBook();
    await this.measure(`import.deals.${this.home.engine}`, (name) =>
      this.import(name, place, [this.input.deals], { updated: this.deals }),
    );
    return place;
  }

  private async importChanged(): Promise<Place> {
    const place = await this.judgedBook();
    const updated = this.input.changedDeals;
    await this.measure(`import.changed.${this.home.engine}`, (name) =>
      this.import(name, place, [this.input.changed], { updated }),
    );
    return place;
  }

  private async evaluate(): Promise<Place> {
    const place = await this.fullBook();
    await this.measure(`evaluate.${this.home.engine}`, (name) => this.judge(name, place, this.deals));
    for (const other of this.judgedByOthers) await requireSameRows(place, other.place, other.deals);
    for (const other of this.judgedByOthers) await this.home.remove(other.place);
    return place;
  }

  private async rawImport(name: string): Promise<Result> {
    return this.onOwnPlace(this.home.create('raw-import'), async (place) =>
      resultOf(name, this.deals, await rawImport(place, this.input.bulk)),
    );
  }

  private async csvParseKnex(name: string): Promise<Result> {
    return this.onOwnPlace(this.home.create('csv-parse-knex'), async (place) =>
      resultOf(name, this.deals, await runStep('./yardsticks/csv-parse-knex.js', place, [this.input.bulk])),
    );
  }

  private async reimport(name: string): Promise<Result> {
    return this.import(name, await this.bulkBook(), [this.input.bulk], { unchanged: this.deals });
  }

  private async evaluateBulkOnly(name: string): Promise<Result> {
    const copy = this.home.copy(await this.bulkBook(), 'bulk-only');
    return this.onOwnPlace(copy, (place) => this.judge(name, place, this.deals));
  }

  private async pointReads(name: string): Promise<Result> {
    const copy = this.home.copy(await this.bulkBook(), 'point-reads');
    return this.onOwnPlace(copy, async (place) => {
      const { deals: file, someDeals } = this.input;
      const work = { file, asOf: DEMO_AS_OF, deals: someDeals };
      const { milliseconds, seconds, peakMb } = await measurePointReads(place, work);
      const phases = Object.values(milliseconds);
      const worst = Math.max(...phases.map(({ p99 }) => p99)) / 1000;
      const reads = phases.reduce((sum, phase) => sum + phase.reads, 0);
      const lasted = seconds.idle + seconds.import + seconds.evaluate;
      const note = `The worst of the phases. Meanwhile the import took ${seconds.import.toFixed(1)} s, the evaluation ${seconds.evaluate.toFixed(1)} s.`;
      const result = resultOf(
        name,
        reads,
        { seconds: worst, cpuSeconds: null, peakMb },
        { milliseconds, note },
      );
      return { ...result, rowsPerSecond: Math.round(reads / lasted) };
    });
  }

  private async handSql(name: string): Promise<Result> {
    const place = await this.home.copy(await this.fullBook(), 'hand-sql');
    const usage = await runStep('./yardsticks/hand-sql.js', place, [DEMO_AS_OF]);
    this.judgedByOthers.push({ place, deals: this.deals });
    return resultOf(name, this.deals, usage);
  }

  private async ruleEngine(name: string): Promise<Result> {
    const place = await this.home.copy(await this.fullBook(), 'rule-engine');
    const sample = Math.min(this.deals, ENGINE_SAMPLE);
    const usage = await runStep('./yardsticks/rule-engine.js', place, [DEMO_AS_OF, String(sample)]);
    const { judged, seconds } = engineSchema.parse(JSON.parse(usage.printed));
    this.judgedByOthers.push({ place, deals: judged });
    if (judged === this.deals) return resultOf(name, this.deals, usage);
    const whole = usage.seconds - seconds + (seconds * this.deals) / judged;
    const note = `Worked out from the first ${judged.toLocaleString('en-US')} deals.`;
    return resultOf(name, this.deals, { ...usage, seconds: whole, cpuSeconds: null }, { note });
  }

  private async evaluateUnchanged(name: string): Promise<Result> {
    return this.judge(name, await this.judgedBook(), 0);
  }

  private async reevaluate(name: string): Promise<Result> {
    return this.judge(name, await this.changedBook(), this.input.changedDeals);
  }

  private async verify(name: string): Promise<Result> {
    return resultOf(name, this.deals, await runDealproof(await this.judgedBook(), ['decisions', 'verify']));
  }

  private async summary(name: string, report: string, at: readonly string[]): Promise<Result> {
    const rows = report === LARGEST_REPORT ? ['--summary'] : [];
    return resultOf(name, this.deals, (await this.report(report, 'json', [...at, ...rows])).usage);
  }

  private async fileOfWins(name: string, format: string): Promise<Result> {
    const { file, usage } = await this.report(LARGEST_REPORT, format, []);
    const { rows } = manifestSchema.parse(JSON.parse(await readFile(`${file}.manifest.json`, 'utf8')));
    return resultOf(name, rows.deals, usage, { note: 'Rows are the won deals.' });
  }

  /** Makes a report of the judged book; the audit is of now, when its verdicts are known, unless it is asked otherwise. */
  private async report(
    report: string,
    format: string,
    options: readonly string[],
  ): Promise<{ readonly file: string; readonly usage: Usage }> {
    const place = await this.judgedBook();
    const file = join(place.dataDir, `${report}.${format}`);
    const args = ['report', report, '--format', format, '--out', file, ...options];
    return { file, usage: await runDealproof(place, args) };
  }

  /** Writes a made-up table of as many rows: what the files of a report cost beside reading the book. */
  private async write(name: string, format: 'csv' | 'xlsx'): Promise<Result> {
    return this.onOwnPlace(this.home.create(`write-${format}`), async (place) =>
      resultOf(name, this.deals, await runStep('./write-step.js', place, [format, String(this.deals)]), {
        note: 'Made-up rows of fifteen columns; no book is read.',
      }),
    );
  }

  private async seal(name: string): Promise<Result> {
    return this.onOwnPlace(this.home.create('seals'), async (place) => {
      const usage = await runStep('./seal-step.js', place, [String(this.deals)]);
      const { seconds } = timedSchema.parse(JSON.parse(usage.printed));
      return resultOf(name, this.deals, { ...usage, seconds, cpuSeconds: null }, { note: 'Sealing alone.' });
    });
  }

  private async import(
    name: string,
    place: Place,
    args: readonly string[],
    expected: Partial<z.infer<typeof importedSchema>[0]>,
  ): Promise<Result> {
    const usage = await runDealproof(place, ['import', ...args, '--json']);
    const [told] = importedSchema.parse(JSON.parse(usage.printed));
    const wanted = { created: 0, updated: 0, unchanged: 0, rejected: 0, ...expected };
    requireTold(name, told, wanted);
    return resultOf(
      name,
      Object.values(wanted).reduce((sum, rows) => sum + rows),
      usage,
    );
  }

  private async judge(name: string, place: Place, judged: number): Promise<Result> {
    const usage = await runDealproof(place, ['evaluate', ...AS_OF, '--json']);
    const told = evaluatedSchema.parse(JSON.parse(usage.printed));
    requireTold(name, { judged: told.judged }, { judged });
    const note = `${told.recorded.toLocaleString('en-US')} verdicts recorded.`;
    return resultOf(name, this.deals, usage, { note });
  }

  private async onOwnPlace(made: Promise<Place>, work: (place: Place) => Promise<Result>): Promise<Result> {
    const place = await made;
    try {
      return await work(place);
    } finally {
      await this.home.remove(place);
    }
  }
}

/** A command that did something else than it should has not been measured. */
function requireTold(name: string, told: Record<string, number>, wanted: Record<string, number>): void {
  if (isDeepStrictEqual(told, wanted)) return;
  throw new Error(`${name} did ${JSON.stringify(told)} instead of ${JSON.stringify(wanted)}.`);
}

/** Does something when it is first asked for; then, and ever after, gives what came of it. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | null = null;
  return () => (done ??= work());
}
