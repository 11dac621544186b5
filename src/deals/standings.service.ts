import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { UPGRADE_PROGRESS, type UpgradeProgress } from '../logging/upgrade-progress.js';
import { DealsReadModel } from './deals.read-model.js';
import { DealsStore } from './deals.store.js';
import { LearntService } from './learnt.service.js';
import { type StandingRow, standingRow } from './standings.store.js';

/** Deals that are followed at a time. */
const BATCH = 1000;

/** Makes the rows that reports read of deals that were booked before there were such rows: once, when a book is opened. */
@Injectable()
export class StandingsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: DealsStore,
    private readonly deals: DealsReadModel,
    private readonly learnt: LearntService,
    @Inject(UPGRADE_PROGRESS) private readonly progress: UpgradeProgress,
  ) {}

  /**
   * Makes all rows that are due; none are, unless an earlier version of the program wrote the book. What is made is
   * kept batch by batch: whoever opens the book after this was broken off goes on with the rest, and several processes
   * that open it share the work. None of them goes on to a report before all is made.
   */
  async onModuleInit(): Promise<void> {
    if ((await this.store.standings.due(1)).length === 0) return;
    const all = await this.store.standings.countDue();
    let complete = false;
    try {
      await this.progress.tell(0, all);
      for (let done = 0; !complete;) {
        const made = await this.database.transaction(() => this.makeSome());
        complete = made === 0;
        done += made;
        if (!complete) await this.progress.tell(done, all);
      }
    } finally {
      this.progress.end(complete);
    }
  }

  /** Makes rows that are due, and returns how many. */
  private async makeSome(): Promise<number> {
    // An import between reading the files of a deal and writing its row would be lost.
    await this.database.lockBook();
    const dealIds = await this.store.standings.due(BATCH);
    await this.store.standings.save(await this.rowsOf(dealIds));
    await this.store.standings.settle(dealIds);
    return dealIds.length;
  }

  private async rowsOf(dealIds: readonly string[]): Promise<readonly StandingRow[]> {
    const histories = await this.learnt.of(dealIds);
    const deals = await this.deals.findAll(dealIds);
    return deals.map(({ deal }) => {
      const { sightings = [], counterparts = [] } = histories.get(deal.dealId) ?? {};
      return standingRow(deal, sightings, counterparts);
    });
  }
}
