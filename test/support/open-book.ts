import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { loadConfig } from '../../src/config/env.js';
import { Database } from '../../src/database/database.js';
import { DealsReadModel } from '../../src/deals/deals.read-model.js';
import { EligibilityService } from '../../src/eligibility/eligibility.service.js';
import { HistoryService } from '../../src/history/history.service.js';
import { type ImportOptions, type ImportResult, ImportService } from '../../src/import/import.service.js';
import type { Problem } from '../../src/kernel/errors.js';
import { createLogger, NestLogger } from '../../src/logging/logger.js';
import type { Home } from './each-database.js';

/** The fixtures that all describe the same seventeen deals. */
export const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
/** The rule files that are shipped. */
export const RULES = join(import.meta.dirname, '..', '..', 'rules');

/** The whole service on a book of its own, with a clock that the test sets. */
export class Book {
  private closed = false;

  private constructor(
    readonly app: INestApplicationContext,
    private readonly home: Home,
    private readonly time: { now: number },
  ) {}

  static async open(home: Home, now = Date.UTC(2021, 9, 1), rulesDir = RULES): Promise<Book> {
    const time = { now };
    const environment = home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl };
    const config = loadConfig(environment, { dataDir: home.dataDir, rulesDir });
    const logger = createLogger('silent');
    const app = await NestFactory.createApplicationContext(
      AppModule.with(config, logger, () => time.now),
      { logger: new NestLogger(logger), abortOnError: false },
    );
    const book = new Book(app, home, time);
    home.atEnd(() => book.close());
    return book;
  }

  /** Closes the service; the suite does so at its end for every book that is still open. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.app.close();
  }

  /** Sets the clock, epoch ms. */
  setNow(now: number): void {
    this.time.now = now;
  }

  get database(): Database {
    return this.app.get(Database);
  }

  get deals(): DealsReadModel {
    return this.app.get(DealsReadModel);
  }

  get eligibility(): EligibilityService {
    return this.app.get(EligibilityService);
  }

  get history(): HistoryService {
    return this.app.get(HistoryService);
  }

  /** Imports a fixture, or any file by its whole path; returns the result and every problem. */
  async import(
    file: string,
    options: ImportOptions = {},
  ): Promise<ImportResult & { readonly problems: readonly Problem[] }> {
    const problems: Problem[] = [];
    const path = file.startsWith('/') ? file : join(FIXTURES, file);
    const result = await this.app
      .get(ImportService)
      .importFile(path, { ...options, onReject: (found) => problems.push(...found) });
    return { ...result, problems };
  }

  /** Writes a file and imports it. */
  async importText(name: string, text: string | Buffer, options: ImportOptions = {}) {
    const path = join(this.home.dataDir, name);
    writeFileSync(path, text);
    return this.import(path, options);
  }

  /** Every table that says something about the world (not about when it was learnt), for telling two books apart. */
  async contents(): Promise<Readonly<Record<string, readonly unknown[]>>> {
    const tables = {
      deals: 'deal_id',
      deal_solutions: 'deal_id, position',
      solutions: 'solution_id, as_of',
      solution_incentives: 'solution_id, incentive, valid_from, as_of',
      customers: 'customer_key, as_of',
      campaigns: 'campaign_id, as_of',
      spend: 'entry_hash, ordinal',
      rates: 'month, currency, as_of',
    };
    const told = Object.entries(tables).map(async ([table, order]) => {
      const current = 'as_of' === order.split(', ').at(-1) ? 'where recorded_until is null' : '';
      const rows = await this.database.rows<Record<string, unknown>>(
        this.database.reader,
        `select * from ${table} ${current} order by ${order}`,
        [],
      );
      return [table, rows.map(withoutRecording)] as const;
    });
    return Object.fromEntries(await Promise.all(told));
  }
}

function withoutRecording(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const aboutUs = ['version', 'recorded_at', 'recorded_from', 'recorded_until', 'import_id'];
  return Object.fromEntries(Object.entries(row).filter(([column]) => !aboutUs.includes(column)));
}
