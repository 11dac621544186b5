import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { type AppConfig, type ConfigOverrides, loadConfig } from '../config/env.js';
import type { Clock } from '../kernel/clock.js';
import { createLogger } from '../logging/logger.js';

/** Where a command writes: data to stdout, everything else to stderr. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Options that every command understands. */
export interface GlobalOptions {
  readonly data?: string;
  readonly rules?: string;
  readonly json?: boolean;
  /** Whether to use the SQLite file whatever the environment says; no option of the command line. */
  readonly embedded?: boolean;
  /** Whether the command begins a new book where there is none; no option of the command line. */
  readonly beginsBook?: boolean;
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
    const { data: dataDir, rules: rulesDir, host, port } = options;
    const config = loadConfig(this.environment, { dataDir, rulesDir, host, port });
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
    const service = await NestFactory.createApplicationContext(AppModule.with(config, logger, clock), {
      // A failure to start is told by the command itself, once and in plain words.
      logger: false,
      abortOnError: false,
    });
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
