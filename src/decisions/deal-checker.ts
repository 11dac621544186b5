import { Injectable } from '@nestjs/common';
import { dealVersions } from '../deals/domain/deal-history.js';
import { LearntService } from '../deals/learnt.service.js';
import {
  STANDING,
  type StoredDeal,
  StoredDealsReadModel,
  storedForm,
} from '../deals/stored-deals.read-model.js';
import { type Difference, inWords } from './domain/derivation.js';

/** A deal that is not what it follows from. */
interface StrayDeal {
  readonly dealId: string;
  readonly message: string;
  readonly differences: readonly Difference[];
}

/** What a page of deals came to. */
interface CheckedDeals {
  readonly deals: number;
  readonly stray: readonly StrayDeal[];
}

/**
 * Holds every deal of the book, which is what verdicts and reports are made from, against what files told of it:
 * its sightings, the other parties' referrals and its solutions' kinds.
 */
@Injectable()
export class DealChecker {
  constructor(
    private readonly stored: StoredDealsReadModel,
    private readonly learnt: LearntService,
  ) {}

  /** Checks all deals, page by page; memory is bounded by a page. */
  async *check(): AsyncGenerator<CheckedDeals> {
    for await (const page of this.stored.pages()) {
      const derived = await this.derive([...page.keys()]);
      const stray = [...page].flatMap(([dealId, stored]) => compare(dealId, stored, derived.get(dealId)));
      yield { deals: page.size, stray };
    }
    for await (const dealIds of this.stored.idsWithoutDeal()) {
      const derived = await this.derive(dealIds);
      const stray = [...derived.keys()].map((dealId) => {
        return { dealId, message: 'Files told of this deal, but it was taken away.', differences: [] };
      });
      yield { deals: 0, stray };
    }
    for await (const dealIds of this.stored.idsReadWithoutDeal()) {
      const message = 'Reports read a row of this deal, but the book does not have the deal.';
      yield { deals: 0, stray: dealIds.map((dealId) => ({ dealId, message, differences: [] })) };
    }
  }

  /** How the deals should be stored; without those that nothing told enough of. */
  private async derive(dealIds: readonly string[]): Promise<ReadonlyMap<string, StoredDeal>> {
    const derived = new Map<string, StoredDeal>();
    for (const [dealId, told] of await this.learnt.of(dealIds)) {
      const version = dealVersions(told).at(-1);
      if (version !== undefined) derived.set(dealId, storedForm(version, told));
    }
    return derived;
  }
}

function compare(dealId: string, stored: StoredDeal, derived: StoredDeal | undefined): readonly StrayDeal[] {
  if (derived === undefined) {
    return [{ dealId, message: 'No file told of this deal: it was put in.', differences: [] }];
  }
  const all = Object.entries(derived).flatMap(([field, value]): readonly Difference[] =>
    stored[field] === value ? [] : [{ field, recorded: stored[field], derived: value }],
  );
  if (all.length === 0) return [];
  const differences = all.filter(({ field }) => field !== STANDING);
  // The row follows from the deal, and its bytes would tell nobody anything.
  const message =
    differences.length === 0
      ? 'The row that reports read of the deal is not what files told of it.'
      : `The deal is not what files told of it: ${inWords(differences)}.`;
  return [{ dealId, message, differences }];
}
