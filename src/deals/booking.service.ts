import { Injectable } from '@nestjs/common';
import { groupBy, unique, uniqueBy } from '../kernel/group-by.js';
import { compareText } from '../kernel/text.js';
import { bookDeal } from './domain/book-deal.js';
import type { Deal } from './domain/deal.js';
import { dealVersions } from './domain/deal-history.js';
import { type CounterpartSighting, engagementOf, type Sighting } from './domain/sighting.js';
import type { Recording } from './deal-row.js';
import { contentKey, DealsStore, sightingKey } from './deals.store.js';
import { DealsReadModel } from './deals.read-model.js';
import { LearntService } from './learnt.service.js';

/** What one batch of sightings did to the book: number of sightings by what became of their deal. */
interface BookingCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** What became of a batch, and which of its sightings were left out because they contradict another. */
export interface Booked extends BookingCounts {
  readonly contradicting: ReadonlySet<Sighting>;
}

/** One deal of a batch: what became of it, and which of the sightings were new. */
interface Following {
  /** As it stood; null where the book had no such deal. */
  readonly before: Deal | null;
  /** As it stands now; null when that is how it stood. */
  readonly changed: Deal | null;
  readonly added: readonly Sighting[];
  readonly contentsHeld: readonly string[];
  /** Whether an earlier batch of the same import changed the deal and this one changed it back. */
  readonly changedBack: boolean;
}

const REBOOK_BATCH = 1000;

/** Takes sightings into the book: keeps what is new of them and follows the deals that they touch. */
@Injectable()
export class BookingService {
  constructor(
    private readonly store: DealsStore,
    private readonly deals: DealsReadModel,
    private readonly learnt: LearntService,
  ) {}

  /**
   * Books one batch inside the open transaction; sightings that are already known change nothing. A file whose rows
   * have no times of their own (they are as of `fileTime`) cannot say two things of one deal: one of them is left out.
   */
  async book(
    sightings: readonly Sighting[],
    counterparts: readonly CounterpartSighting[],
    recording: Recording,
    fileTime: number,
  ): Promise<Booked> {
    if (sightings.length === 0 && counterparts.length === 0) {
      return { created: 0, updated: 0, unchanged: 0, contradicting: new Set() };
    }
    const arrived = await this.newCounterparts(counterparts);
    const arrivedByEngagement = groupBy(arrived, ({ engagementId }) => engagementId);
    const touched = await this.store.dealsOfEngagements([...arrivedByEngagement.keys()]);
    const { incoming, dealsHeld } = await this.newSightings(sightings);
    const dealIds = unique([...incoming.keys(), ...touched]);
    const known = await this.store.sightings(unique([...dealsHeld, ...touched]));
    const engagements = engagementsOf(dealIds, known, incoming);
    const held = await this.store.counterparts(unique(engagements.values()));
    const assessments = await this.store.assessments();
    const isAssessment = (solutionId: string): boolean => assessments.has(solutionId);
    const contradicting = new Set<Sighting>();
    const followings = new Map(
      dealIds.map((dealId): [string, Following] => {
        const old = known.get(dealId) ?? [];
        const fresh = incoming.get(dealId) ?? [];
        // The same of two is left out whatever their order: the one that would not be believed either.
        const added = fresh.filter(
          (one) => one.asOf !== fileTime || ![...old, ...fresh].some((other) => yields(one, other)),
        );
        for (const one of fresh) if (!added.includes(one)) contradicting.add(one);
        const engagementId = engagements.get(dealId) ?? '';
        const others = held.get(engagementId) ?? [];
        const allOthers = [...others, ...(arrivedByEngagement.get(engagementId) ?? [])];
        const before = bookDeal(old, { counterparts: others, isAssessment });
        const after = bookDeal([...old, ...added], { counterparts: allOthers, isAssessment });
        const changed = same(before, after) ? null : after;
        const earlier = ({ importId }: { readonly importId: number }): boolean =>
          importId < recording.importId;
        const changedBack =
          changed !== null &&
          !(old.every(earlier) && others.every(earlier)) &&
          same(bookDeal(old.filter(earlier), { counterparts: others.filter(earlier), isAssessment }), after);
        const contentsHeld = old.map(contentKey);
        return [dealId, { before, changed, added, contentsHeld, changedBack }];
      }),
    );
    await this.store.addCounterparts(arrived, recording);
    await this.keep([...followings.values()], recording);
    const counted = sightings.filter((sighting) => !contradicting.has(sighting));
    return { ...count(counted, followings), contradicting };
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
      const engagements = engagementsOf(batch, known, new Map());
      const held = await this.store.counterparts(unique(engagements.values()));
      const current = await this.deals.findAll(batch);
      const changed = current.flatMap(({ deal: before }) => {
        const counterparts = held.get(engagements.get(before.dealId) ?? '') ?? [];
        const after = bookDeal(known.get(before.dealId) ?? [], {
          counterparts,
          isAssessment: (solutionId) => assessments.has(solutionId),
        });
        return after === null || same(before, after) ? [] : [after];
      });
      const stood = new Map(current.map(({ deal }) => [deal.dealId, deal]));
      await this.store.saveDeals(changed, recording, stood);
    }
  }

  /** Those of other parties' referrals that the book does not hold yet. */
  private async newCounterparts(
    counterparts: readonly CounterpartSighting[],
  ): Promise<readonly CounterpartSighting[]> {
    const held = await this.store.counterparts(unique(counterparts.map(({ engagementId }) => engagementId)));
    const heldKeys = new Set([...held.values()].flat().map(counterpartKey));
    return uniqueBy(counterparts, counterpartKey).filter((one) => !heldKeys.has(counterpartKey(one)));
  }

  /** Those of the sightings that the book does not hold yet, by deal, and which of these deals it knows. */
  private async newSightings(sightings: readonly Sighting[]): Promise<{
    readonly incoming: ReadonlyMap<string, readonly Sighting[]>;
    readonly dealsHeld: readonly string[];
  }> {
    const held = await this.store.sightingKeys(unique(sightings.map(({ dealId }) => dealId)));
    const fresh = uniqueBy(sightings, sightingKey).filter(
      (one) => held.get(one.dealId)?.has(sightingKey(one)) !== true,
    );
    const incoming = groupBy(fresh, ({ dealId }) => dealId);
    return { incoming, dealsHeld: [...incoming.keys()].filter((dealId) => held.has(dealId)) };
  }

  private async keep(followings: readonly Following[], recording: Recording): Promise<void> {
    await this.store.addSightings(
      followings.flatMap(({ added }) => added),
      recording,
      new Set(followings.flatMap(({ contentsHeld }) => contentsHeld)),
    );
    await this.store.saveDeals(
      followings.flatMap(({ changed }) => changed ?? []),
      recording,
      new Map(followings.flatMap(({ changed, before }) => (changed ? [[changed.dealId, before]] : []))),
    );
    const changedBack = followings.flatMap((following) =>
      following.changedBack ? (following.changed ?? []) : [],
    );
    const learnt = await this.learnt.of(changedBack.map(({ dealId }) => dealId));
    for (const [dealId, told] of learnt) {
      // Nothing is left of the version that the earlier batch made.
      const version = dealVersions(told).at(-1);
      if (version !== undefined) await this.store.returnToVersion(dealId, version);
    }
  }
}

/** The engagement of each deal that any sighting tells one of. */
function engagementsOf(
  dealIds: readonly string[],
  ...told: readonly ReadonlyMap<string, readonly Sighting[]>[]
): ReadonlyMap<string, string> {
  const pairs = dealIds.flatMap((dealId) => {
    const sightings = told.flatMap((some) => some.get(dealId) ?? []);
    const engagementId = engagementOf(sightings);
    return engagementId === null ? [] : [[dealId, engagementId] as const];
  });
  return new Map(pairs);
}

function count(sightings: readonly Sighting[], followings: ReadonlyMap<string, Following>): BookingCounts {
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const counted = new Set<string>();
  for (const { dealId } of sightings) {
    const following = followings.get(dealId);
    // Further sightings of a deal in the same batch are counted as changing nothing more.
    if (!following?.changed || counted.has(dealId)) counts.unchanged += 1;
    else if (following.before === null) counts.created += 1;
    else counts.updated += 1;
    counted.add(dealId);
  }
  return counts;
}

/** Whether another record of the same kind and time tells otherwise of a field and is the one to be believed. */
function yields(one: Sighting, other: Sighting): boolean {
  if (one.source !== other.source || one.asOf !== other.asOf) return false;
  if (compareText(one.contentHash, other.contentHash) >= 0) return false;
  const told = new Map<string, unknown>(Object.entries(other.fields));
  return Object.entries(one.fields).some(
    ([field, value]) => told.has(field) && JSON.stringify(told.get(field)) !== JSON.stringify(value),
  );
}

function same(a: Deal | null, b: Deal | null): boolean {
  if (a === null || b === null) return a === b;
  const other: Readonly<Record<string, unknown>> = { ...b };
  return Object.entries(a).every(
    ([field, value]) => value === other[field] || JSON.stringify(value) === JSON.stringify(other[field]),
  );
}

function counterpartKey(counterpart: CounterpartSighting): string {
  return `${counterpart.engagementId} ${counterpart.referralId} ${counterpart.asOf} ${counterpart.contentHash}`;
}
