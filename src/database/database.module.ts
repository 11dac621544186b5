import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from './database.js';
import { openDatabase } from './open-database.js';
import { APP_CONFIG } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';

/** The book of each service that was begun, by its configuration. */
const books = new WeakMap<AppConfig, Promise<Database>>();

/**
 * Boots a service with a configuration that no other has. Where that fails after its book was opened the book is
 * closed: nobody else could, and its connections would keep the process from ending.
 */
export async function booted<Service>(config: AppConfig, boot: () => Promise<Service>): Promise<Service> {
  try {
    return await boot();
  } catch (error) {
    const book = books.get(config);
    // A book that could not be opened is what the boot has failed of.
    await book?.then(
      (database) => database.close(),
      () => undefined,
    );
    throw error;
  }
}

function openBook(config: AppConfig): Promise<Database> {
  const book = openDatabase(config);
  books.set(config, book);
  return book;
}

/** The one database connection of the process, closed when the process ends. */
@Global()
@Module({
  providers: [{ provide: Database, inject: [APP_CONFIG], useFactory: openBook }],
  exports: [Database],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
