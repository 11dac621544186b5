import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { AppModule } from '../../src/app.module.js';
import { loadConfig } from '../../src/config/env.js';
import { Database } from '../../src/database/database.js';
import { ImportService } from '../../src/import/import.service.js';
import { createLogger, NestLogger } from '../../src/logging/logger.js';
import type { ReportRun } from '../../src/report-runs/domain/report-run.js';
import { peopleSchema } from '../../src/reports/domain/saved-report.js';
import { ReportDefinitions } from '../../src/reports/report-definitions.js';
import { ReportRunsService } from '../../src/report-runs/report-runs.service.js';
import { SchedulesService } from '../../src/schedules/schedules.service.js';
import type { Home } from './each-database.js';
import { RULES } from './open-book.js';

/** The person who answers for the reports of the tests. */
export const ADA = {
  name: 'Ada Berg',
  email: 'ada@example.com',
  reports: 'all',
  deliverTo: ['folder'],
};

/** A saved report that is made every Monday at nine in Stockholm, unless something else is said. */
export function weekly(changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    name: 'weekly-pipeline',
    report: 'pipeline',
    version: '1',
    title: 'Weekly pipeline',
    description: 'The open pipeline, every Monday.',
    formats: ['csv'],
    owner: ADA.name,
    schedule: { cron: '0 9 * * MON', zone: 'Europe/Stockholm' },
    ...changes,
  };
}

/** The folder of saved reports of a home, as an admin edits it. */
export class ReportsDesk {
  readonly folder: string;

  constructor(private readonly home: Home) {
    this.folder = join(home.dataDir, 'reports');
    mkdirSync(this.folder, { recursive: true });
    this.savePeople([ADA]);
  }

  /** Where the targets of folder deliveries may lie. */
  get outbox(): string {
    const folder = join(this.home.dataDir, 'outbox');
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  save(report: Readonly<Record<string, unknown>>): void {
    writeFileSync(join(this.folder, `${String(report.name)}.json`), JSON.stringify(report));
  }

  remove(name: string): void {
    rmSync(join(this.folder, `${name}.json`));
  }

  savePeople(people: readonly unknown[]): void {
    writeFileSync(join(this.folder, 'people.json'), JSON.stringify({ people }));
  }

  /** What processes on this desk are started with. */
  get environment(): Readonly<Record<string, string>> {
    return {
      DEALPROOF_DATA: this.home.dataDir,
      DEALPROOF_RULES: RULES,
      DEALPROOF_REPORTS: this.folder,
      DEALPROOF_DELIVERY_FOLDERS: this.outbox,
      ...(this.home.databaseUrl === null ? {} : { DATABASE_URL: this.home.databaseUrl }),
    };
  }
}

const manifestOfRun = z.object({ asOf: z.string(), totals: z.record(z.string(), z.unknown()) });

/** One process of the service on a book with saved reports, with a clock that the test sets. */
export class Replica {
  private closed: Promise<void> | null = null;

  private constructor(
    readonly app: INestApplicationContext,
    private readonly home: Home,
    private readonly time: { now: number; step: number },
  ) {}

  /** @param modules what it has besides, such as a clock of its own that it goes by. */
  static async start(
    home: Home,
    desk: ReportsDesk,
    now: number,
    modules: readonly Type[] = [],
  ): Promise<Replica> {
    const time = { now, step: 0 };
    const logger = createLogger('silent');
    const service = AppModule.with(loadConfig(desk.environment), logger, () => (time.now += time.step));
    const app = await NestFactory.createApplicationContext(
      { ...service, imports: [...(service.imports ?? []), ...modules] },
      { logger: new NestLogger(logger), abortOnError: false },
    );
    const replica = new Replica(app, home, time);
    home.atEnd(() => replica.close());
    return replica;
  }

  /** Ends it in good order; the suite does so for those that still run. */
  close(): Promise<void> {
    this.closed ??= this.app.close();
    return this.closed;
  }

  get runs(): ReportRunsService {
    return this.app.get(ReportRunsService);
  }

  get schedules(): SchedulesService {
    return this.app.get(SchedulesService);
  }

  get database(): Database {
    return this.app.get(Database);
  }

  get now(): number {
    return this.time.now;
  }

  /** Sets the clock, forwards or backwards. */
  set now(now: number) {
    this.time.now = now;
  }

  /** Has the clock go on by so many milliseconds whenever somebody looks at it. */
  set step(step: number) {
    this.time.step = step;
  }

  /** Sets the clock to an instant and goes one round. */
  async at(instant: string): Promise<void> {
    this.time.now = Date.parse(instant);
    await this.round();
  }

  async round(): Promise<void> {
    await this.schedules.tick(new AbortController().signal);
  }

  /** Takes in a few deals, so that reports have rows. */
  async importDeals(file: string, count: number): Promise<void> {
    const rows = Array.from(
      { length: count },
      (_, index) => `opp-${index},active,partner-led,2021-06-01T12:00:00Z`,
    );
    writeFileSync(file, ['deal_id,status,deal_type,updated_at', ...rows, ''].join('\n'));
    await this.app.get(ImportService).importFile(file);
  }

  /** What a manifest in the data folder says. */
  async manifest(path: string): Promise<z.infer<typeof manifestOfRun>> {
    return manifestOfRun.parse(JSON.parse(await readFile(join(this.home.dataDir, path), 'utf8')));
  }

  /** Has the people be these, also where a folder that says so would be found wrong. */
  people(people: readonly unknown[]): void {
    const definitions = this.app.get(ReportDefinitions);
    definitions.people = () => peopleSchema.parse({ people }).people;
  }

  /** All runs, the oldest first. */
  async ledger(): Promise<readonly ReportRun[]> {
    const { items } = await this.runs.list({}, null, 1000);
    return items.toReversed();
  }

  /** Slot (or cause) and state of all runs, in the order of their slots. */
  async told(): Promise<readonly string[]> {
    const runs = (await this.ledger()).toSorted((a, b) => (a.slot ?? 0) - (b.slot ?? 0));
    return runs.map(({ slot, trigger, state }) => {
      const when = slot === null ? trigger : new Date(slot).toISOString().slice(0, 16);
      return `${when} ${state}`;
    });
  }
}
