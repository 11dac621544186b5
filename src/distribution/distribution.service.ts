import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DomainError } from '../kernel/errors.js';
import { DistributionStore } from './distribution.store.js';
import { refused } from './domain/refused.js';
import {
  type DistributionPlan,
  type DistributionStep,
  planDistribution,
} from './domain/plan-distribution.js';
import { obstacle } from './domain/readiness.js';
import { TABLE_PLACEMENTS } from './domain/table-placements.js';

/** What distributing the book did, or would do. */
export interface Distribution {
  /** Whether nothing was changed, since only that was asked for. */
  readonly dryRun: boolean;
  /** Every table; `todo` where it was not yet where it belongs when this began. */
  readonly tables: readonly DistributionStep[];
}

const TABLES = TABLE_PLACEMENTS.map(({ table }) => table);

/** Spreads the book over the machines of a Citus cluster. */
@Injectable()
export class DistributionService {
  constructor(
    private readonly database: Database,
    private readonly store: DistributionStore,
  ) {}

  /**
   * Has Citus move every table that is not yet where it belongs, with its rows, all in one transaction; whoever else
   * writes to the book waits. Done again it moves only what is missing, such as a table of a later version of the
   * program.
   * @throws DomainError `unavailable` with what is missing, or with what Citus says; nothing is changed then.
   */
  async distribute({ dryRun }: { readonly dryRun: boolean }): Promise<Distribution> {
    const missing = obstacle(await this.store.server());
    if (missing !== null) throw refused([missing]);
    if (dryRun) return { dryRun, tables: (await this.plan()).steps };
    const tables = await this.database.transaction(async () => {
      await this.store.begin();
      const { steps } = await this.plan();
      for (const step of steps) {
        if (step.todo) await this.store.move(step);
      }
      return steps;
    });
    for (const { table, todo } of tables) {
      if (todo) await this.free(table);
    }
    return { dryRun, tables };
  }

  private async plan(): Promise<DistributionPlan> {
    const plan = planDistribution(TABLE_PLACEMENTS, await this.store.found(TABLES));
    // What is left of moved tables is truncated, and that would take the tables with it that refer to them.
    const keys = (await this.store.foreignKeys(TABLES)).map((key) => ({
      value: key,
      message: 'This foreign key ties tables that are to lie on different machines.',
      remedy: 'Drop it; the program keeps none.',
    }));
    const problems = [...plan.problems, ...keys];
    if (problems.length > 0) throw refused(problems);
    return plan;
  }

  private async free(table: string): Promise<void> {
    try {
      await this.store.freeLocalCopy(table);
    } catch (error) {
      throw leftOver(table, error);
    }
  }
}

function leftOver(table: string, error: unknown): DomainError {
  const message = 'The book is distributed, but its old copy on the coordinator still takes up space.';
  const reason = error instanceof Error ? error.message : String(error);
  const statement = `select truncate_local_data_after_distributing_table('${table}')`;
  return new DomainError(
    'unavailable',
    message,
    [{ value: table, message: reason, remedy: `Run “${statement}”, and the same for the tables after it.` }],
    { cause: error },
  );
}
