import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { DistributionReadModel } from '../../distribution/distribution.read-model.js';
import { type Fragment, fragment, woven } from './fragment.js';

/** The tables that deals are judged from. */
export interface BatchTables {
  readonly deals: string;
  readonly solutions: string;
  readonly verdicts: string;
}

/** Some deals to judge: the tables they are in, and a condition on `d.deal_id` that narrows those to them. */
interface Batch {
  readonly tables: BatchTables;
  readonly which: Fragment;
}

/** The tables of the book. */
export const BOOK_TABLES: BatchTables = { deals: 'deals', solutions: 'deal_solutions', verdicts: 'verdicts' };

const BATCH: BatchTables = { deals: 'batch_deals', solutions: 'batch_solutions', verdicts: 'batch_verdicts' };

/** Knows from which tables a batch is judged. */
@Injectable()
export class BatchTablesStore {
  constructor(
    private readonly database: Database,
    private readonly distribution: DistributionReadModel,
  ) {}

  /**
   * Says where to judge some deals from, inside the open transaction: from the book. Where it is distributed, from
   * scratch tables on the coordinator with just the rows of the batch, since Citus refuses to look things up in the
   * scratch tables of judging for deals that are on other machines.
   * @param which narrows the deals, by a condition on `d.deal_id`.
   */
  async gathered(which: Fragment): Promise<Batch> {
    if (!(await this.distribution.isDistributed())) return { tables: BOOK_TABLES, which };
    for (const name of ['deals', 'solutions', 'verdicts'] as const) await this.gather(name, which);
    const { solutions } = BATCH;
    await this.database.execute(`create index on ${solutions} (deal_id)`);
    return { tables: BATCH, which: fragment('1 = 1') };
  }

  private async gather(name: keyof BatchTables, which: Fragment): Promise<void> {
    const [book, batch] = [BOOK_TABLES[name], BATCH[name]];
    const beside = name === 'deals' ? '' : `join ${book} b on b.deal_id = d.deal_id`;
    await this.database.execute(`drop table if exists ${batch}`);
    await this.database.execute(`create temporary table ${batch} (like ${book}) on commit drop`);
    const { sql, bindings } = woven(
      `insert into ${batch} select ${beside === '' ? 'd' : 'b'}.* from deals d ${beside} where {}`,
      which,
    );
    await this.database.execute(sql, bindings);
  }
}
