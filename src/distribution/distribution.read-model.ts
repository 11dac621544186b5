import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Knows whether the book is spread over several machines. */
@Injectable()
export class DistributionReadModel {
  constructor(private readonly database: Database) {}

  /** Whether the deals are distributed, as the open transaction sees it. */
  async isDistributed(): Promise<boolean> {
    const { engine, writer } = this.database;
    if (engine === 'sqlite') return false;
    const [citus] = await this.database.rows<{ is: boolean }>(
      writer,
      "select to_regclass('pg_dist_partition') is not null as is",
      [],
    );
    if (citus?.is !== true) return false;
    const deals = await this.database.rows(
      writer,
      "select 1 from pg_dist_partition where logicalrelid = to_regclass('deals') and partmethod = 'h'",
      [],
    );
    return deals.length > 0;
  }
}
