import { type DynamicModule, Module, type Type } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigModule } from './config/config.module.js';
import type { AppConfig } from './config/env.js';
import { DatabaseModule } from './database/database.module.js';
import type { Clock } from './kernel/clock.js';
import { LoggingModule } from './logging/logging.module.js';
import type { UpgradeProgress } from './logging/upgrade-progress.js';

/** Some features and what all features stand on: configuration, clock, log and database. */
@Module({})
export class PlatformModule {
  /** The features given, for one configuration, logger and clock, and for what is told how far an upgrade is. */
  static with(
    features: readonly Type[],
    config: AppConfig,
    logger: Logger,
    clock?: Clock,
    upgrade?: UpgradeProgress,
  ): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        ConfigModule.with(config, clock),
        LoggingModule.with(logger, upgrade),
        DatabaseModule,
        ...features,
      ],
    };
  }
}
