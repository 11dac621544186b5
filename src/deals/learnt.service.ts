import { Injectable } from '@nestjs/common';
import { groupBy, unique } from '../kernel/group-by.js';
import type { Learnt } from './domain/deal-history.js';
import { DealsStore } from './deals.store.js';

/** Reads all that was ever learnt that deals follow from. */
@Injectable()
export class LearntService {
  constructor(private readonly store: DealsStore) {}

  /** For each of the deals of which anything was ever told: its sightings, other parties’ referrals, its solutions’ kinds. */
  async of(dealIds: readonly string[]): Promise<ReadonlyMap<string, Learnt>> {
    const told = await this.store.sightings(dealIds);
    const sightings = [...told.values()].flat();
    const counterparts = await this.store.counterparts(
      unique(sightings.flatMap(({ fields }) => fields.engagementId ?? [])),
    );
    const kinds = await this.store.solutionKinds(
      unique(sightings.flatMap(({ fields }) => fields.solutionIds ?? [])),
    );
    const kindsOf = groupBy(kinds, ({ solutionId }) => solutionId);
    return new Map(
      [...told].map(([dealId, own]) => [
        dealId,
        {
          sightings: own,
          counterparts: unique(own.flatMap(({ fields }) => fields.engagementId ?? [])).flatMap(
            (engagementId) => counterparts.get(engagementId) ?? [],
          ),
          kinds: unique(own.flatMap(({ fields }) => fields.solutionIds ?? [])).flatMap(
            (solutionId) => kindsOf.get(solutionId) ?? [],
          ),
        },
      ]),
    );
  }
}
