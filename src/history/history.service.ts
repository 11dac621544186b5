import { Injectable } from '@nestjs/common';
import { DealsReadModel } from '../deals/deals.read-model.js';
import { type DealChange, dealHistory } from '../deals/domain/deal-history.js';
import { LearntService } from '../deals/learnt.service.js';
import { type Attribution, Attributions } from '../eligibility/attributions.js';
import { type DecisionEntry, DecisionHistory } from '../eligibility/decision-history.js';

/** A decision with why it is another one than that before it, found by judging again. */
export interface AttributedDecision extends DecisionEntry {
  readonly attribution: Attribution;
}

/** Everything that happened to a deal in the book: what was learnt of it, and how it was judged. */
export interface DealHistory {
  readonly dealId: string;
  /** In the order in which it was learnt. */
  readonly changes: readonly DealChange[];
  /** In the order in which they were recorded. */
  readonly decisions: readonly AttributedDecision[];
}

/** Tells the history of a deal. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly deals: DealsReadModel,
    private readonly learnt: LearntService,
    private readonly decisions: DecisionHistory,
    private readonly attributions: Attributions,
  ) {}

  /**
   * The history of one deal.
   * @throws DomainError `not-found` when the book has no such deal.
   */
  async of(id: string): Promise<DealHistory> {
    const { dealId } = (await this.deals.get(id)).deal;
    const learnt = (await this.learnt.of([dealId])).get(dealId);
    const decisions = await this.decisions.of(dealId);
    const attributions = await this.attributions.of(dealId, decisions);
    return {
      dealId,
      changes: learnt === undefined ? [] : dealHistory(learnt),
      decisions: decisions.flatMap((decision, index) => {
        const attribution = attributions[index];
        return attribution === undefined ? [] : [{ ...decision, attribution }];
      }),
    };
  }
}
