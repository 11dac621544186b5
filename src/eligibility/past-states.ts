import { Injectable } from '@nestjs/common';
import type { Deal } from '../deals/domain/deal.js';
import { dealAt, type DealAt } from '../deals/domain/deal-at.js';
import { dealVersions } from '../deals/domain/deal-history.js';
import { LearntService } from '../deals/learnt.service.js';
import { unique } from '../kernel/group-by.js';
import type { FactContext } from './domain/build-facts.js';
import type { LookBack } from './domain/look-back.js';
import type { Evaluation } from './evaluations.store.js';
import { FactContexts, type Surroundings } from './fact-contexts.js';
import { noState } from './no-state.js';

/** One version of a deal, as decisions name it. */
export interface DealVersionName {
  readonly dealId: string;
  readonly version: number;
}

const NOTHING = { sightings: [], counterparts: [], kinds: [] };

/** What `dealsAtVersions` finds a deal by. */
export function dealVersionKey({ dealId, version }: DealVersionName): string {
  return `${version} ${dealId}`;
}

/**
 * The book as it stood when a decision was made: the deal in the version that was judged, and the catalogues,
 * customers and rates as they were known. All of it follows again from what files told, none from what is kept of
 * verdicts, so that a decision can be derived again independently of how it was reached.
 */
@Injectable()
export class PastStates {
  /** The surroundings asked for last: many decisions in a row were made by the same evaluation. */
  #last: { readonly key: string; readonly surroundings: Surroundings } | null = null;

  constructor(
    private readonly learnt: LearntService,
    private readonly contexts: FactContexts,
  ) {}

  /**
   * Deals as their versions were, by `dealVersionKey`; a version that the book does not have is not in the map.
   * Reads what is known of all the deals at once: give it some thousands at a time.
   */
  async dealsAtVersions(versions: readonly DealVersionName[]): Promise<ReadonlyMap<string, Deal>> {
    const learnt = await this.learnt.of(unique(versions.map(({ dealId }) => dealId)));
    const wanted = new Set(versions.map(dealVersionKey));
    const found = [...learnt].flatMap(([dealId, told]) =>
      dealVersions(told).map(({ version, deal }) => [dealVersionKey({ dealId, version }), deal] as const),
    );
    return new Map(found.filter(([key]) => wanted.has(key)));
  }

  /**
   * A deal of the book as it was, as far as it was known.
   * @param now epoch ms: no error sends anybody to a later time.
   * @throws DomainError `not-found` that says from when on something is known, and by which import.
   */
  async dealAt(dealId: string, lookBack: LookBack, now = Infinity): Promise<DealAt> {
    const learnt = (await this.learnt.of([dealId])).get(dealId) ?? NOTHING;
    const { validAt, knownAt } = lookBack;
    const found = dealAt(learnt, validAt, knownAt ?? Infinity, knownAt ?? now);
    if (found.deal === null) throw noState(dealId, lookBack, found);
    return found;
  }

  /**
   * What facts about the given deals are built from, as it was for an evaluation: its day, and catalogues, customers
   * and rates as they were known to it. Evaluations from before that was kept are taken to have known what was known
   * when they started. Catalogues and rates of the same evaluation are read once for any number of calls.
   */
  async contextAt(
    { asOf, startedAt, knownAt }: Pick<Evaluation, 'asOf' | 'startedAt' | 'knownAt'>,
    deals: readonly Deal[],
  ): Promise<(deal: Deal) => FactContext> {
    return this.contexts.forDeals(await this.surroundings(asOf, knownAt ?? startedAt), deals);
  }

  private async surroundings(day: string, knownAt: number): Promise<Surroundings> {
    const key = `${day} ${knownAt}`;
    if (this.#last?.key !== key) {
      this.#last = { key, surroundings: await this.contexts.surroundings(day, knownAt) };
    }
    return this.#last.surroundings;
  }
}
