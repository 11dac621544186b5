import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../database/database.js';
import { LOGGER } from '../logging/logger.js';
import { DealsReadModel } from './deals.read-model.js';
import { DealsStore } from './deals.store.js';
import { LearntService } from './learnt.service.js';
import { type StandingRow, standingRow } from './standings.store.js';

/** Deals that are followed at a time. */
const BATCH = 1000;
/** Batches after which the log tells how many deals are left. */
const TOLD_EVERY = 25;

/** Makes the rows that reports read of deals that were booked before there were such rows: once, when a book is opened. */
@Injectable()
export class StandingsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: DealsStore,
    private readonly deals: DealsReadModel,
    private readonly learnt: LearntService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Makes all rows that are due; none are, unless an earlier version of the program wrote the book. What is made is
   * kept batch by batch: whoever opens the book after this was broken off goes on with the rest, and several processes
   * that open it share the work. None of them goes on to a report before all is made.
   */
  async onModuleInit(): Promise<void> {
    if ((await this.store.standings.due(1)).length === 0) return;
    for (let batch = 0; ; batch += 1) {
      if (batch % TOLD_EVERY === 0) await this.tell();
      if ((await this.database.transaction(() => this.makeSome())) === 0) break;
    }
    this.logger.warn('All deals are prepared for reports.');
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

  private async tell(): Promise<void> {
    const deals = await this.store.standings.countDue();
    this.logger.warn(
      { deals },
      'Deals of an older book are being prepared for reports, once; if this is broken off, the next start goes on with it.',
    );
  }
}
