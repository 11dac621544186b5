import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { BulkColumn } from '../database/dialect.js';
import { Database } from '../database/database.js';
import { mapBreathing } from '../kernel/breathe.js';
import { groupBy } from '../kernel/group-by.js';
import { DEAL_COLUMNS, dealToCells, type Recording } from './deal-row.js';
import { type Deal, MICROSOFT_STATUSES } from './domain/deal.js';
import type { DealVersion, SolutionKind } from './domain/deal-history.js';
import { type CounterpartSighting, type Sighting, SIGHTING_SOURCES } from './domain/sighting.js';
import { readStoredFields, storedFields } from './domain/stored-fields.js';
import { StandingsStore } from './standings.store.js';

/** A sighting as stored, with when (epoch ms) and by which import we learnt it. */
export interface RecordedSighting extends Sighting {
  readonly recordedAt: number;
  readonly importId: number;
}

/** A counterpart's sighting as stored, with when (epoch ms) and by which import we learnt it. */
export interface RecordedCounterpart extends CounterpartSighting {
  readonly recordedAt: number;
  readonly importId: number;
}

const sightingRow = z.object({
  deal_id: z.string(),
  source: z.enum(SIGHTING_SOURCES),
  as_of: z.int(),
  content_hash: z.string(),
  has_own_time: z.int(),
  fields: z.string().nullable(),
  recorded_at: z.int(),
  import_id: z.int(),
});

const counterpartRow = z.object({
  engagement_id: z.string(),
  referral_id: z.string(),
  as_of: z.int(),
  content_hash: z.string(),
  party: z.enum(['microsoft', 'partner']),
  organisation_id: z.string(),
  status: z.enum(MICROSOFT_STATUSES),
  recorded_at: z.int(),
  import_id: z.int(),
});

/** The parts of a sighting that tell it from others, the source as whatever text is held. */
type SightingKey = Pick<Sighting, 'dealId' | 'asOf' | 'contentHash'> & { readonly source: string };

interface KeyRow {
  readonly deal_id: string;
  readonly source: string;
  readonly as_of: number;
  readonly content_hash: string;
}

interface KindRow {
  readonly solution_id: string;
  readonly kind: string;
  readonly as_of: number;
  readonly recorded_from: number;
  readonly import_id: number;
}

const SIGHTING_COLUMNS: readonly BulkColumn[] = [
  { name: 'deal_id', type: 'text' },
  { name: 'source', type: 'text' },
  { name: 'as_of', type: 'integer' },
  { name: 'content_hash', type: 'text' },
  { name: 'has_own_time', type: 'integer' },
  { name: 'fields', type: 'text' },
  { name: 'recorded_at', type: 'integer' },
  { name: 'import_id', type: 'integer' },
];

const COUNTERPART_COLUMNS: readonly BulkColumn[] = [
  { name: 'engagement_id', type: 'text' },
  { name: 'referral_id', type: 'text' },
  { name: 'as_of', type: 'integer' },
  { name: 'content_hash', type: 'text' },
  { name: 'party', type: 'text' },
  { name: 'organisation_id', type: 'text' },
  { name: 'status', type: 'text' },
  { name: 'recorded_at', type: 'integer' },
  { name: 'import_id', type: 'integer' },
];

const SOLUTION_COLUMNS: readonly BulkColumn[] = [
  { name: 'deal_id', type: 'text' },
  { name: 'position', type: 'integer' },
  { name: 'solution_id', type: 'text' },
  { name: 'name', type: 'text' },
];

/** Writes, inside the open transaction, what was made ready; what it takes to do so is computed by then. */
export type Write = () => Promise<void>;

/** Writes sightings and the deals that follow from them, and reads what is needed to follow them again. */
@Injectable()
export class DealsStore {
  /** The narrow rows that reports read, which are kept up with the deals. */
  readonly standings: StandingsStore;

  constructor(private readonly database: Database) {
    this.standings = new StandingsStore(database);
  }

  /** Whether the book holds any deal, or anything that was told of one. */
  async holdsDeals(): Promise<boolean> {
    return (await this.holds('sightings')) || this.holds('deals');
  }

  /** Whether the book holds any other party’s referral. */
  holdsCounterparts(): Promise<boolean> {
    return this.holds('counterparts');
  }

  private async holds(table: 'sightings' | 'deals' | 'counterparts'): Promise<boolean> {
    const rows = await this.database.rows(this.database.reader, `select 1 from ${table} limit 1`, []);
    return rows.length > 0;
  }

  /** Takes the indexes of deals, which must be none, away, and returns what lays them again (`Database`). */
  async withoutIndexes(): Promise<() => Promise<void>> {
    const takeStandings = await this.standings.beginFilling();
    const layIndexes = await this.database.withoutIndexes(['deals', 'deal_solutions', 'sightings']);
    return async () => {
      await takeStandings();
      await layIndexes();
    };
  }

  /** Which sightings of the given deals are held (`sightingKey`), by deal. */
  async sightingKeys(dealIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const rows = await this.database.rowsIn<KeyRow>(
      'select deal_id, source, as_of, content_hash from sightings where {in}',
      'deal_id',
      dealIds,
    );
    const keys = new Map<string, Set<string>>();
    for (const { deal_id: dealId, source, as_of: asOf, content_hash: contentHash } of rows) {
      const key = sightingKey({ dealId, source, asOf, contentHash });
      const held = keys.get(dealId);
      if (held) held.add(key);
      else keys.set(dealId, new Set([key]));
    }
    return keys;
  }

  /** All sightings of the given deals, by deal. */
  async sightings(dealIds: readonly string[]): Promise<ReadonlyMap<string, readonly RecordedSighting[]>> {
    const rows = await this.database.rowsIn<unknown>(
      `select ${SIGHTING_COLUMNS.map(({ name }) => name).join(', ')} from sightings where {in}`,
      'deal_id',
      dealIds,
    );
    const parsed = await mapBreathing(rows, (row) => sightingRow.parse(row));
    const keyOf = (row: z.infer<typeof sightingRow>): string =>
      contentKey({ dealId: row.deal_id, contentHash: row.content_hash });
    const contents = new Map(
      parsed.flatMap((row) => (row.fields === null ? [] : [[keyOf(row), row.fields] as const])),
    );
    const sightings = await mapBreathing(parsed, (row): RecordedSighting => {
      const content = contents.get(keyOf(row));
      if (content === undefined) throw new Error(`The fields of a sighting of deal ${row.deal_id} are lost.`);
      return {
        dealId: row.deal_id,
        source: row.source,
        asOf: row.as_of,
        hasOwnTime: row.has_own_time === 1,
        contentHash: row.content_hash,
        fields: readStoredFields(content),
        recordedAt: row.recorded_at,
        importId: row.import_id,
      };
    });
    return groupBy(sightings, ({ dealId }) => dealId);
  }

  /** All other parties' referrals of the given engagements, by engagement. */
  async counterparts(
    engagementIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly RecordedCounterpart[]>> {
    const rows = await this.database.rowsIn<unknown>(
      `select ${COUNTERPART_COLUMNS.map(({ name }) => name).join(', ')} from counterparts where {in}`,
      'engagement_id',
      engagementIds,
    );
    const counterparts = z
      .array(counterpartRow)
      .parse(rows)
      .map((row): RecordedCounterpart => ({
        engagementId: row.engagement_id,
        referralId: row.referral_id,
        asOf: row.as_of,
        contentHash: row.content_hash,
        party: row.party,
        organisationId: row.organisation_id,
        status: row.status,
        recordedAt: row.recorded_at,
        importId: row.import_id,
      }));
    return groupBy(counterparts, ({ engagementId }) => engagementId);
  }

  /** Ids of the deals that belong to the given engagements, sorted. */
  async dealsOfEngagements(engagementIds: readonly string[]): Promise<readonly string[]> {
    const rows = await this.database.rowsIn<{ deal_id: string }>(
      'select deal_id from deals where {in} order by deal_id',
      'engagement_id',
      engagementIds,
    );
    return rows.map((row) => row.deal_id);
  }

  /** Ids of the deals that hold one of the given solutions, sorted. */
  async dealsWithSolutions(solutionIds: readonly string[]): Promise<readonly string[]> {
    const rows = await this.database.rowsIn<{ deal_id: string }>(
      'select distinct deal_id from deal_solutions where {in} order by deal_id',
      'solution_id',
      solutionIds,
    );
    return rows.map((row) => row.deal_id);
  }

  /**
   * The version number that each of the given deals gets when an import changes it: one more than it has, but only
   * one for each import, however many batches of it tell of the deal.
   */
  async nextVersions(
    dealIds: readonly string[],
    { importId }: Recording,
  ): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.rowsIn<{ deal_id: string; version: number; import_id: number }>(
      'select deal_id, version, import_id from deals where {in}',
      'deal_id',
      dealIds,
    );
    return new Map(
      rows.map((row) => [row.deal_id, row.import_id === importId ? row.version : row.version + 1]),
    );
  }

  /** Everything that was ever believed of the kinds of the given solutions, and by which import it was learnt. */
  async solutionKinds(solutionIds: readonly string[]): Promise<readonly SolutionKind[]> {
    const rows = await this.database.rowsIn<KindRow>(
      'select solution_id, kind, as_of, recorded_from, import_id from solutions where {in}',
      'solution_id',
      solutionIds,
    );
    return rows.map((row) => ({
      solutionId: row.solution_id,
      isAssessment: row.kind === 'assessment',
      asOf: row.as_of,
      recordedAt: row.recorded_from,
      importId: row.import_id,
    }));
  }

  /** Ids of the catalogued solutions that are assessments. */
  async assessments(): Promise<ReadonlySet<string>> {
    const rows = await this.database.rows<{ solution_id: string }>(
      this.database.reader,
      `select solution_id from solutions where kind = 'assessment' and recorded_until is null`,
      [],
    );
    return new Set(rows.map((row) => row.solution_id));
  }

  /** Makes ready to keep new sightings; `contentsHeld` names those (`contentKey`) whose fields an earlier row holds. */
  async readySightings(
    sightings: readonly Sighting[],
    recording: Recording,
    contentsHeld: ReadonlySet<string>,
  ): Promise<Write> {
    const held = new Set(contentsHeld);
    const rows = await mapBreathing(sightings, (sighting) => {
      const key = contentKey(sighting);
      const fields = held.has(key) ? null : storedFields(sighting.fields);
      held.add(key);
      return [
        sighting.dealId,
        sighting.source,
        sighting.asOf,
        sighting.contentHash,
        sighting.hasOwnTime ? 1 : 0,
        fields,
        recording.recordedAt,
        recording.importId,
      ];
    });
    return this.database.readyRows('sightings', SIGHTING_COLUMNS, rows);
  }

  /** Makes ready to keep new counterpart sightings. */
  readyCounterparts(counterparts: readonly CounterpartSighting[], recording: Recording): Promise<Write> {
    const rows = counterparts.map((counterpart) => [
      counterpart.engagementId,
      counterpart.referralId,
      counterpart.asOf,
      counterpart.contentHash,
      counterpart.party,
      counterpart.organisationId,
      counterpart.status,
      recording.recordedAt,
      recording.importId,
    ]);
    return this.database.readyRows('counterparts', COUNTERPART_COLUMNS, rows);
  }

  /** Writes deals as `readyDeals` does, each as its next version. */
  async saveDeals(
    deals: readonly Deal[],
    recording: Recording,
    before: ReadonlyMap<string, Deal | null> = new Map(),
  ): Promise<void> {
    const held = deals.filter(({ dealId }) => before.get(dealId) !== null).map(({ dealId }) => dealId);
    const write = await this.readyDeals(deals, recording, before, await this.nextVersions(held, recording));
    await write();
  }

  /**
   * Makes ready to write deals as they now follow from their sightings, each as the version that `versions` tells, or
   * as its first. `before` tells how they stood, null where the book had no such deal, so that nothing is looked for in
   * vain nor written again.
   */
  async readyDeals(
    deals: readonly Deal[],
    recording: Recording,
    before: ReadonlyMap<string, Deal | null>,
    versions: ReadonlyMap<string, number>,
  ): Promise<Write> {
    const isNew = ({ dealId }: Deal): boolean => before.get(dealId) === null;
    const rowOf = (deal: Deal): ReturnType<typeof dealToCells> =>
      dealToCells(deal, versions.get(deal.dealId) ?? 1, recording);
    const insertNew = await this.database.readyRows(
      'deals',
      DEAL_COLUMNS,
      await mapBreathing(deals.filter(isNew), rowOf),
    );
    const others = deals.filter((deal) => !isNew(deal));
    const replaceOthers = await this.database.readyRows(
      'deals',
      DEAL_COLUMNS,
      await mapBreathing(others, rowOf),
      { do: 'replace', key: ['deal_id'] },
    );
    const withOthers = deals.filter(
      (deal) =>
        isNew(deal) || JSON.stringify(before.get(deal.dealId)?.solutions) !== JSON.stringify(deal.solutions),
    );
    const held = withOthers.filter((deal) => !isNew(deal)).map(({ dealId }) => dealId);
    const solutions = withOthers.flatMap((deal) =>
      (deal.solutions ?? []).map(({ solutionId, name }, position) => [
        deal.dealId,
        position,
        solutionId,
        name,
      ]),
    );
    const insertSolutions = await this.database.readyRows('deal_solutions', SOLUTION_COLUMNS, solutions);
    return async () => {
      await insertNew();
      await replaceOthers();
      await this.database.deleteIn('deal_solutions', 'deal_id', held);
      await insertSolutions();
    };
  }

  /** Numbers a deal that is again as a version of it was as that version. */
  async returnToVersion(dealId: string, version: DealVersion): Promise<void> {
    await this.database
      .writer('deals')
      .where({ deal_id: dealId })
      .update({ version: version.version, recorded_at: version.recordedAt, import_id: version.importId });
  }
}

/** What tells two sightings apart. */
export function sightingKey(sighting: SightingKey): string {
  return `${sighting.dealId} ${sighting.source} ${sighting.asOf} ${sighting.contentHash}`;
}

/** What tells two contents apart: the deal and the digest. */
export function contentKey(sighting: Pick<Sighting, 'dealId' | 'contentHash'>): string {
  return `${sighting.dealId} ${sighting.contentHash}`;
}
