import { mapBreathing } from '../kernel/breathe.js';
import { groupBy, unique, uniqueBy } from '../kernel/group-by.js';
import { bookDeal } from './domain/book-deal.js';
import { withoutContradicting } from './domain/contradictions.js';
import type { Deal } from './domain/deal.js';
import { dealVersions } from './domain/deal-history.js';
import { sameDeal } from './domain/same-deal.js';
import { SeenIds } from './domain/seen-ids.js';
import { type CounterpartSighting, engagementOf, type Sighting } from './domain/sighting.js';
import type { Recording } from './deal-row.js';
import {
  contentKey,
  type DealsStore,
  type RecordedCounterpart,
  type RecordedSighting,
  sightingKey,
  type Write,
} from './deals.store.js';
import type { LearntService } from './learnt.service.js';
import { type StandingRow, standingRow } from './standings.store.js';

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

/** What a batch brings that is new, and what the book holds of the deals that it touches. */
interface Met {
  /** By deal. */
  readonly incoming: ReadonlyMap<string, readonly Sighting[]>;
  readonly arrived: readonly CounterpartSighting[];
  readonly dealIds: readonly string[];
  readonly known: ReadonlyMap<string, readonly RecordedSighting[]>;
  /** What version each deal that the book holds becomes when it changes. */
  readonly versions: ReadonlyMap<string, number>;
  readonly engagements: ReadonlyMap<string, string>;
  /** By engagement. */
  readonly held: ReadonlyMap<string, readonly RecordedCounterpart[]>;
}

/** One deal of a batch: what became of it, and which of the sightings were new. */
interface Following {
  readonly dealId: string;
  /** As it stood; null where the book had no such deal. */
  readonly before: Deal | null;
  /** As it stands now; null when that is how it stood. */
  readonly changed: Deal | null;
  readonly added: readonly Sighting[];
  readonly left: readonly Sighting[];
  readonly contentsHeld: readonly string[];
  /** Whether an earlier batch of the same import changed the deal and this one changed it back. */
  readonly changedBack: boolean;
  /** What reports ask of the deal now; null while nothing tells its status. */
  readonly standing: StandingRow | null;
}

/** A batch that only has to be written. */
interface Ready {
  readonly dealIds: ReadonlySet<string>;
  readonly bringsCounterparts: boolean;
  readonly write: Write;
}

/**
 * Takes the sightings of one file into the book, batch by batch, inside one open transaction and under the book’s
 * lock: keeps what is new of them and follows the deals that they touch.
 *
 * While a batch is followed and made ready to be written, the database writes the one before it. And in a book without
 * deals nothing is looked up nor entered in indexes until a deal comes for the second time: they are laid then, or at
 * the end. There a batch is written as soon as it is ready, also while the next is read from the file; elsewhere the
 * next one’s questions come first, since it can be followed only when they are answered.
 */
export class FileBooking {
  /** The batch that is ready, and not yet being written. */
  private waiting: Ready | null = null;
  /** The writing of the batches before it. */
  private writing: Promise<void> = Promise.resolve();
  private readonly isAssessment = (solutionId: string): boolean => this.assessments.has(solutionId);

  private constructor(
    private readonly store: DealsStore,
    private readonly learnt: LearntService,
    private readonly recording: Recording,
    private readonly fileTime: number,
    private readonly assessments: ReadonlySet<string>,
    private counterpartsHeld: boolean,
    private filling: { readonly seen: SeenIds; readonly layIndexes: () => Promise<void> } | null,
  ) {}

  /**
   * Begins a file. One whose rows have no times of their own (they are as of `fileTime`) cannot say two things of one
   * deal: one of them is left out.
   */
  static async begin(
    store: DealsStore,
    learnt: LearntService,
    recording: Recording,
    fileTime: number,
  ): Promise<FileBooking> {
    const filling = (await store.holdsDeals())
      ? null
      : { seen: new SeenIds(), layIndexes: await store.withoutIndexes() };
    const [assessments, counterpartsHeld] = [await store.assessments(), await store.holdsCounterparts()];
    return new FileBooking(store, learnt, recording, fileTime, assessments, counterpartsHeld, filling);
  }

  /** Books one batch; sightings that are already known change nothing. It may be written with the next one only. */
  async book(sightings: readonly Sighting[], counterparts: readonly CounterpartSighting[]): Promise<Booked> {
    if (sightings.length === 0 && counterparts.length === 0) {
      return { created: 0, updated: 0, unchanged: 0, contradicting: new Set() };
    }
    const met = await this.meet(sightings, counterparts);
    this.startWriting();
    const followings = await this.follow(met);
    this.counterpartsHeld ||= met.arrived.length > 0;
    const ready = await this.makeReady(met, followings);
    await this.writing;
    this.waiting = ready;
    if (this.filling !== null) this.startWriting();
    return countBooked(sightings, followings);
  }

  /** Writes what is still to be written. */
  async end(): Promise<void> {
    this.startWriting();
    await this.writing;
    await this.endFilling();
  }

  /**
   * Waits until nothing is being written any more, whatever has become of it: before that the transaction must not be
   * taken back, or what is written then would stay.
   */
  async settle(): Promise<void> {
    await this.writing.catch(() => {});
  }

  private startWriting(): void {
    const { waiting } = this;
    if (waiting === null) return;
    this.waiting = null;
    this.writing = waiting.write();
    // Whoever waits for it hears of its error; until then nobody may be waiting.
    this.writing.catch(() => {});
  }

  private async meet(
    sightings: readonly Sighting[],
    counterparts: readonly CounterpartSighting[],
  ): Promise<Met> {
    const told = groupBy(sightings, ({ dealId }) => dealId);
    if (this.filling !== null && counterparts.length === 0 && this.areNew(told.keys())) {
      const incoming = new Map(
        [...told].map(([dealId, some]) => [dealId, uniqueBy(some, sightingKey)] as const),
      );
      const dealIds = [...told.keys()];
      return this.withCounterparts({ incoming, arrived: [], dealIds, known: new Map(), versions: new Map() });
    }
    const { waiting } = this;
    const meetsWaiting =
      waiting !== null &&
      (waiting.bringsCounterparts || [...told.keys()].some((id) => waiting.dealIds.has(id)));
    if (this.filling !== null || counterparts.length > 0 || meetsWaiting) await this.end();
    const arrived = await this.newCounterparts(counterparts);
    const touched = await this.store.dealsOfEngagements(
      unique(arrived.map(({ engagementId }) => engagementId)),
    );
    const keysHeld = await this.store.sightingKeys([...told.keys()]);
    const fresh = uniqueBy(sightings, sightingKey).filter(
      (one) => keysHeld.get(one.dealId)?.has(sightingKey(one)) !== true,
    );
    const incoming = groupBy(fresh, ({ dealId }) => dealId);
    const dealIds = unique([...incoming.keys(), ...touched]);
    const known = await this.store.sightings(
      unique([...[...incoming.keys()].filter((dealId) => keysHeld.has(dealId)), ...touched]),
    );
    const versions = await this.store.nextVersions([...known.keys()], this.recording);
    return this.withCounterparts({ incoming, arrived, dealIds, known, versions });
  }

  private async withCounterparts(met: Omit<Met, 'engagements' | 'held'>): Promise<Met> {
    if (!this.counterpartsHeld && met.arrived.length === 0)
      return { ...met, engagements: new Map(), held: new Map() };
    const engagements = engagementsOf(met.dealIds, met.known, met.incoming);
    await this.writing;
    return { ...met, engagements, held: await this.store.counterparts(unique(engagements.values())) };
  }

  /** Whether none of the deals was met before. */
  private areNew(dealIds: Iterable<string>): boolean {
    let areNew = true;
    for (const dealId of dealIds) if (this.filling?.seen.add(dealId) !== false) areNew = false;
    return areNew;
  }

  private async endFilling(): Promise<void> {
    const { filling } = this;
    this.filling = null;
    await filling?.layIndexes();
  }

  /** Those of other parties' referrals that the book does not hold yet. */
  private async newCounterparts(
    counterparts: readonly CounterpartSighting[],
  ): Promise<readonly CounterpartSighting[]> {
    const held = await this.store.counterparts(unique(counterparts.map(({ engagementId }) => engagementId)));
    const heldKeys = new Set([...held.values()].flat().map(counterpartKey));
    return uniqueBy(counterparts, counterpartKey).filter((one) => !heldKeys.has(counterpartKey(one)));
  }

  private async follow(met: Met): Promise<readonly Following[]> {
    const arrived = groupBy(met.arrived, ({ engagementId }) => engagementId);
    return mapBreathing(met.dealIds, (dealId) => this.followDeal(dealId, met, arrived));
  }

  private followDeal(
    dealId: string,
    met: Met,
    arrived: ReadonlyMap<string, readonly CounterpartSighting[]>,
  ): Following {
    const old = met.known.get(dealId) ?? [];
    const fresh = met.incoming.get(dealId) ?? [];
    const { added, left } = withoutContradicting(fresh, old, this.fileTime);
    const engagementId = met.engagements.get(dealId) ?? '';
    const others = met.held.get(engagementId) ?? [];
    const { isAssessment } = this;
    const all = old.length === 0 ? added : [...old, ...added];
    const counterparts = [...others, ...(arrived.get(engagementId) ?? [])];
    const after = bookDeal(all, { counterparts, isAssessment });
    const standing = after === null ? null : standingRow(after, all, counterparts);
    if (old.length === 0) {
      const isNew = { before: null, contentsHeld: [], changedBack: false };
      return { dealId, ...isNew, changed: after, added, left, standing };
    }
    const before = bookDeal(old, { counterparts: others, isAssessment });
    const changed = sameDeal(before, after) ? null : after;
    const earlier = ({ importId }: { readonly importId: number }): boolean =>
      importId < this.recording.importId;
    const changedBack =
      changed !== null &&
      !(old.every(earlier) && others.every(earlier)) &&
      sameDeal(bookDeal(old.filter(earlier), { counterparts: others.filter(earlier), isAssessment }), after);
    return { dealId, before, changed, added, left, contentsHeld: old.map(contentKey), changedBack, standing };
  }

  private async makeReady(met: Met, followings: readonly Following[]): Promise<Ready> {
    const { recording, store } = this;
    const { arrived, dealIds, versions } = met;
    const changed = followings.filter((following) => following.changed !== null);
    const back = changed.filter(({ changedBack }) => changedBack).map(({ dealId }) => dealId);
    const added: Sighting[] = [];
    const contentsHeld = new Set<string>();
    const standings: StandingRow[] = [];
    for (const following of followings) {
      for (const sighting of following.added) added.push(sighting);
      for (const content of following.contentsHeld) contentsHeld.add(content);
      if (following.standing !== null) standings.push(following.standing);
    }
    const writes = [
      await store.readyCounterparts(arrived, recording),
      await store.readySightings(added, recording, contentsHeld),
      await store.standings.ready(standings, this.filling !== null),
      await store.readyDeals(
        changed.flatMap((following) => following.changed ?? []),
        recording,
        new Map(changed.map(({ dealId, before }) => [dealId, before])),
        versions,
      ),
    ];
    const write = async (): Promise<void> => {
      // One after another: SQLite's driver ends a statement on the thread of JavaScript, which would wait there until
      // the connection is done with any other that it was given meanwhile.
      for (const one of writes) await one();
      await this.returnToVersions(back);
    };
    return { dealIds: new Set(dealIds), bringsCounterparts: arrived.length > 0, write };
  }

  /** Of the version that an earlier batch of this import made of each of these deals nothing is left. */
  private async returnToVersions(dealIds: readonly string[]): Promise<void> {
    for (const [dealId, told] of await this.learnt.of(dealIds)) {
      const version = dealVersions(told).at(-1);
      if (version !== undefined) await this.store.returnToVersion(dealId, version);
    }
  }
}

/** The engagement of each deal that any sighting tells one of. */
export function engagementsOf(
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

function countBooked(sightings: readonly Sighting[], followings: readonly Following[]): Booked {
  const contradicting = new Set(followings.flatMap(({ left }) => left));
  const changed = new Map(followings.map((following) => [following.dealId, following]));
  const counts = { created: 0, updated: 0, unchanged: 0 };
  for (const sighting of sightings) {
    if (contradicting.has(sighting)) continue;
    const following = changed.get(sighting.dealId);
    if (!following?.changed) counts.unchanged += 1;
    else if (following.before === null) counts.created += 1;
    else counts.updated += 1;
    // Further sightings of a deal in the same batch are counted as changing nothing more.
    changed.delete(sighting.dealId);
  }
  return { ...counts, contradicting };
}

function counterpartKey(counterpart: CounterpartSighting): string {
  return `${counterpart.engagementId} ${counterpart.referralId} ${counterpart.asOf} ${counterpart.contentHash}`;
}
