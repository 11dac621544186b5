import { Injectable } from '@nestjs/common';
import { unique } from '../kernel/group-by.js';
import { bookDeal } from './domain/book-deal.js';
import { sameDeal } from './domain/same-deal.js';
import type { Recording } from './deal-row.js';
import { DealsStore } from './deals.store.js';
import { DealsReadModel } from './deals.read-model.js';
import { engagementsOf, FileBooking } from './file-booking.js';
import { LearntService } from './learnt.service.js';
import { standingRow } from './standings.store.js';

const REBOOK_BATCH = 1000;

/** Takes what files tell into the book, and follows deals again when what they hang on changes. */
@Injectable()
export class BookingService {
  constructor(
    private readonly store: DealsStore,
    private readonly deals: DealsReadModel,
    private readonly learnt: LearntService,
  ) {}

  /** Begins to book a file inside the open transaction; `fileTime` is what its rows without times are as of. */
  begin(recording: Recording, fileTime: number): Promise<FileBooking> {
    return FileBooking.begin(this.store, this.learnt, recording, fileTime);
  }

  /**
   * Follows the deals that hold one of the solutions again, inside the open transaction: whether a solution is an
   * assessment decides the deal's type.
   */
  async rebookDealsWith(solutionIds: readonly string[], recording: Recording): Promise<void> {
    const dealIds = await this.store.dealsWithSolutions(solutionIds);
    if (dealIds.length === 0) return;
    const assessments = await this.store.assessments();
    for (let start = 0; start < dealIds.length; start += REBOOK_BATCH) {
      const batch = dealIds.slice(start, start + REBOOK_BATCH);
      const known = await this.store.sightings(batch);
      const engagements = engagementsOf(batch, known);
      const held = await this.store.counterparts(unique(engagements.values()));
      const current = await this.deals.findAll(batch);
      const changed = current.flatMap(({ deal: before }) => {
        const counterparts = held.get(engagements.get(before.dealId) ?? '') ?? [];
        const after = bookDeal(known.get(before.dealId) ?? [], {
          counterparts,
          isAssessment: (solutionId) => assessments.has(solutionId),
        });
        return after === null || sameDeal(before, after) ? [] : [after];
      });
      const stood = new Map(current.map(({ deal }) => [deal.dealId, deal]));
      await this.store.saveDeals(changed, recording, stood);
      await this.store.standings.save(
        changed.map((deal) =>
          standingRow(deal, known.get(deal.dealId) ?? [], held.get(engagements.get(deal.dealId) ?? '') ?? []),
        ),
      );
    }
  }
}
