import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from './database.js';
import { openDatabase } from './open-database.js';
import { APP_CONFIG } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';

/** The one database connection of the process, closed when the process ends. */
@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [APP_CONFIG],
      useFactory: (config: AppConfig): Promise<Database> => openDatabase(config),
    },
  ],
  exports: [Database],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
