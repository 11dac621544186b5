import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type AppConfig, type ConfigOverrides, loadConfig } from '../config/env.js';
import type { Clock } from '../kernel/clock.js';
import { booted } from '../database/database.module.js';
import { createLogger } from '../logging/logger.js';
import { PlatformModule } from '../platform.module.js';
import type { Streams } from './streams.js';
import { UpgradeBar } from './upgrade-bar.js';

/** Options that every command understands. */
export interface GlobalOptions {
  readonly data?: string;
  readonly rules?: string;
  readonly reports?: string;
  readonly json?: boolean;
  /** Whether to use the SQLite file whatever the environment says; no option of the command line. */
  readonly embedded?: boolean;
  /** Whether the command begins a new book where there is none; no option of the command line. */
  readonly beginsBook?: boolean;
  /** The modules of the features that the command uses, if it starts without the others; no option of the command line. */
  readonly features?: readonly Type[];
}

/** What a command gets to work with. */
export class CliContext {
  /** The code that the process ends with; a command sets it where it is not 0. */
  exitCode = 0;

  constructor(
    readonly streams: Streams,
    private readonly environment?: NodeJS.ProcessEnv,
  ) {}

  /** The configuration as environment and options together give it. */
  config(options: GlobalOptions & Pick<ConfigOverrides, 'host' | 'port'>): AppConfig {
    const { data: dataDir, rules: rulesDir, reports: reportsDir, host, port } = options;
    const config = loadConfig(this.environment, { dataDir, rulesDir, reportsDir, host, port });
    return options.embedded === true ? { ...config, databaseUrl: null } : config;
  }

  /** Boots the service, lets `work` use it, and shuts it down whatever happens. */
  async withService<T>(
    options: GlobalOptions,
    work: (service: INestApplicationContext) => Promise<T>,
    clock?: Clock,
  ): Promise<T> {
    const noBook = options.beginsBook === true ? 'begin' : 'refuse';
    const config: AppConfig = { ...this.config(options), noBook };
    const logger = createLogger(config.logLevel);
    const features = options.features ?? (await allFeatures());
    const upgrade = this.streams.stderr.isTTY === true ? new UpgradeBar(this.streams.stderr) : undefined;
    const root = PlatformModule.with(features, config, logger, clock, upgrade);
    const service = await booted(config, () =>
      NestFactory.createApplicationContext(root, {
        // A failure to start is told by the command itself, once and in plain words.
        logger: false,
        abortOnError: false,
      }),
    );
    try {
      return await work(service);
    } finally {
      await service.close();
    }
  }

  /** Writes a line of data. */
  print(text: string): void {
    this.streams.stdout.write(`${text}\n`);
  }

  /** Writes a line for the person at the terminal. */
  say(text: string): void {
    this.streams.stderr.write(`${text}\n`);
  }

  /** Writes data for a machine. */
  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }
}

/** Loaded only where they are used: they are many, and take most of the time in which a command starts. */
async function allFeatures(): Promise<readonly Type[]> {
  const { FEATURES } = await import('../app.module.js');
  return FEATURES;
}
