import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule } from '../../src/config/config.module.js';
import { loadConfig } from '../../src/config/env.js';
import { DatabaseModule } from '../../src/database/database.module.js';
import { DeliveryModule } from '../../src/delivery/delivery.module.js';
import { DeliveryService } from '../../src/delivery/delivery.service.js';
import type { Delivery } from '../../src/delivery/domain/delivery.js';
import type { FinishedRun, RunFile } from '../../src/delivery/domain/finished-run.js';
import { ExportLog } from '../../src/exports/export-log.js';
import { createLogger, NestLogger } from '../../src/logging/logger.js';
import { LoggingModule } from '../../src/logging/logging.module.js';
import { type SavedReport, savedReportSchema } from '../../src/reports/domain/saved-report.js';
import type { Home } from '../support/each-database.js';

/** The moment that tests begin at. */
export const START = Date.UTC(2021, 9, 1, 6);

/** A secret that signs links, and one that signs webhooks. */
const LINK_SECRET = 'a secret that signs the links of tests';
export const HOOK_SECRET = 'a secret that signs webhooks';

/** Settings of the environment that allow what tests send to. */
export function settings(own: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    DEALPROOF_MAIL_FROM: 'Dealproof <reports@dealproof.example>',
    DEALPROOF_PUBLIC_URL: 'https://dealproof.example',
    DEALPROOF_LINK_SECRET: LINK_SECRET,
    DEALPROOF_WEBHOOK_NETWORKS: '127.0.0.0/8',
    DEALPROOF_WEBHOOK_SECRET_FINANCE: HOOK_SECRET,
    ...own,
  };
}

@Module({})
class OutboxModule {}

/** The delivery of a service, on a book of its own, with a clock that the test sets. */
export class Outbox {
  now = START;
  private runs = 0;

  private constructor(
    private readonly app: INestApplicationContext,
    private readonly home: Home,
  ) {}

  static async open(home: Home, own: Readonly<Record<string, string>>): Promise<Outbox> {
    const database = home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl };
    const config = loadConfig({ ...database, ...settings(own) }, { dataDir: home.dataDir });
    const logger = createLogger('silent');
    const time = { now: (): number => START };
    const app = await NestFactory.createApplicationContext(
      {
        module: OutboxModule,
        imports: [
          ConfigModule.with(config, () => time.now()),
          LoggingModule.with(logger),
          DatabaseModule,
          DeliveryModule,
        ],
      },
      { logger: new NestLogger(logger), abortOnError: false },
    );
    const outbox = new Outbox(app, home);
    time.now = () => outbox.now;
    home.atEnd(() => app.close());
    return outbox;
  }

  get deliveries(): DeliveryService {
    return this.app.get(DeliveryService);
  }

  get exports(): ExportLog {
    return this.app.get(ExportLog);
  }

  /** A run that is done: its files lie in the data folder. */
  finish(saved: SavedReport, files: Readonly<Record<string, string>>, rows = 3): FinishedRun {
    this.runs += 1;
    const runId = `${String(this.runs).padStart(8, '0')}-0000-4000-8000-000000000000`;
    const folder = join('report-runs', runId);
    mkdirSync(join(this.home.dataDir, folder), { recursive: true });
    const written = Object.entries(files).map(([name, content]): RunFile => {
      writeFileSync(join(this.home.dataDir, folder, name), content);
      return {
        name,
        path: join(folder, name),
        mediaType: 'text/csv',
        bytes: Buffer.byteLength(content),
        sha256: digest(content),
      };
    });
    return {
      runId,
      savedReport: saved.name,
      title: saved.title,
      asOf: this.now,
      files: written,
      manifests: [],
      rows,
      figures: [{ title: 'Spend (USD)', value: '7,500.00', key: 'spend_usd', plain: '7500.00' }],
      empty: rows === 0,
      contentSha256: digest(JSON.stringify(files)),
    };
  }

  /** Hands a run over and sends what is due. */
  async deliver(run: FinishedRun, saved: SavedReport): Promise<readonly Delivery[]> {
    await this.deliveries.enqueue(run, saved);
    return this.send(run);
  }

  /** Sends what is due; the deliveries of a run as they are then, in the order they were made. */
  async send({ runId }: Pick<FinishedRun, 'runId'>): Promise<readonly Delivery[]> {
    await this.deliveries.deliverDue(new AbortController().signal);
    return this.of(runId);
  }

  /** The deliveries of a run in the order they were made. */
  async of(runId: string): Promise<readonly Delivery[]> {
    return (await this.deliveries.list({ runId }, null, 500)).items.toReversed();
  }
}

/** A saved report, as its file would hold it. */
export function savedReport(own: Readonly<Record<string, unknown>>): SavedReport {
  return savedReportSchema.parse({
    name: 'weekly-roi',
    report: 'campaign-roi',
    version: '1',
    title: 'Weekly ROI',
    description: 'What each campaign cost and brought.',
    formats: ['csv'],
    ...own,
  });
}

/** SHA-256 of a text, hexadecimal. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
