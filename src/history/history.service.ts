import { Injectable } from '@nestjs/common';
import { DealsReadModel } from '../deals/deals.read-model.js';
import { DealsStore } from '../deals/deals.store.js';
import { unique } from '../kernel/group-by.js';
import { type DealChange, dealHistory } from '../deals/domain/deal-history.js';
import { type DecisionEntry, EligibilityService } from '../eligibility/eligibility.service.js';

/** Everything that happened to a deal in the book: what was learnt of it, and how it was judged. */
export interface DealHistory {
  readonly dealId: string;
  /** In the order in which it was learnt. */
  readonly changes: readonly DealChange[];
  /** In the order in which they were recorded. */
  readonly decisions: readonly DecisionEntry[];
}

/** Tells the history of a deal. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly deals: DealsReadModel,
    private readonly store: DealsStore,
    private readonly eligibility: EligibilityService,
  ) {}

  /**
   * The history of one deal.
   * @throws DomainError `not-found` when the book has no such deal.
   */
  async of(id: string): Promise<DealHistory> {
    const { dealId, engagementId } = (await this.deals.get(id)).deal;
    const sightings = (await this.store.sightings([dealId])).get(dealId) ?? [];
    const counterparts =
      engagementId === null ? [] : ((await this.store.counterparts([engagementId])).get(engagementId) ?? []);
    const solutionIds = unique(sightings.flatMap(({ fields }) => fields.solutionIds ?? []));
    const kinds = await this.store.solutionKinds(solutionIds);
    return {
      dealId,
      changes: dealHistory({ sightings, counterparts, kinds }),
      decisions: await this.eligibility.history(dealId),
    };
  }
}
