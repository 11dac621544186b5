import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from './logger.js';
import { LoggedUpgrade, UPGRADE_PROGRESS, type UpgradeProgress } from './upgrade-progress.js';

/** Gives the logger, and what is told how far an upgrade is, to whoever asks. */
@Global()
@Module({})
export class LoggingModule {
  /** The module for one logger; upgrades are told in the log where nothing else is given. */
  static with(logger: Logger, upgrade: UpgradeProgress = new LoggedUpgrade(logger)): DynamicModule {
    return {
      module: LoggingModule,
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: UPGRADE_PROGRESS, useValue: upgrade },
      ],
      exports: [LOGGER, UPGRADE_PROGRESS],
    };
  }
}
