import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { breathe } from '../kernel/breathe.js';
import { DealsReadModel } from './deals.read-model.js';
import { DealsStore } from './deals.store.js';
import { LearntService } from './learnt.service.js';
import { standingRow } from './standings.store.js';

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
  ) {}

  /** Makes all rows that are due; none are, unless an earlier version of the program wrote the book. */
  async onModuleInit(): Promise<void> {
    if ((await this.store.standings.due(1)).length === 0) return;
    await this.database.transaction(async () => {
      await this.database.lockBook();
      for (;;) {
        const dealIds = await this.store.standings.due(BATCH);
        if (dealIds.length === 0) return;
        await this.follow(dealIds);
        await breathe();
      }
    });
  }

  private async follow(dealIds: readonly string[]): Promise<void> {
    const histories = await this.learnt.of(dealIds);
    const deals = await this.deals.findAll(dealIds);
    const rows = deals.map(({ deal }) => {
      const { sightings = [], counterparts = [] } = histories.get(deal.dealId) ?? {};
      const others = counterparts.filter(({ engagementId }) => engagementId === deal.engagementId);
      return standingRow(deal, sightings, others);
    });
    await this.store.standings.save(rows);
    await this.store.standings.settle(dealIds);
  }
}
