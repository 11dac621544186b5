import type { BulkColumn } from '../database/dialect.js';
import type { Database } from '../database/database.js';
import type { Deal } from './domain/deal.js';
import type { CounterpartSighting, Sighting } from './domain/sighting.js';
import { packStanding } from './domain/standing.js';
import { toldOf } from './domain/told.js';

/** What a report asks of a deal, as its row holds it. */
export type StandingRow = readonly (string | number | null)[];

/** The columns of a `StandingRow`, in its order. */
export const STANDING_COLUMNS: readonly BulkColumn[] = [
  ...[
    'deal_id',
    'status',
    'facts',
    'campaign_id',
    'location',
    'customer_country',
    'organisation_id',
    'status_reason',
    'name',
    'customer_name',
    'registration_submitted_on',
    'registration_decided_on',
  ].map((name): BulkColumn => ({ name, type: 'text' })),
  // Epoch ms of the newest file that tells of the deal, for those who ask only for deals of which something was told since.
  { name: 'last_told', type: 'integer' },
];

/**
 * The row of a deal, as it follows from all sightings of it and from other parties' referrals; those of engagements
 * that the deal is not in are left out.
 */
export function standingRow(
  deal: Deal,
  sightings: readonly Sighting[],
  counterparts: readonly CounterpartSighting[],
): StandingRow {
  const others = counterparts.filter(({ engagementId }) => engagementId === deal.engagementId);
  const told = toldOf(sightings, others, deal.salesStagePercent);
  return [
    deal.dealId,
    deal.status,
    packStanding(deal, told),
    deal.campaignId,
    deal.location,
    deal.customerCountry,
    deal.organisationId,
    deal.statusReason,
    deal.name,
    deal.customerName,
    deal.registrationSubmittedOn,
    deal.registrationDecidedOn,
    told.last,
  ];
}

/** Where the rows go while an empty book is filled: written in order afterwards, they take a fraction of the time. */
const FILLED = 'standings_filled';

/** Keeps, for every deal, the narrow row that reports read. */
export class StandingsStore {
  constructor(private readonly database: Database) {}

  /** Begins to fill a book without deals, inside the open transaction; call what it returns at the end of it. */
  async beginFilling(): Promise<() => Promise<void>> {
    await this.database.execute(`drop table if exists ${FILLED}`);
    await this.database.execute(
      `create temporary table ${FILLED} as select * from deal_standings where 1 = 0`,
    );
    const names = STANDING_COLUMNS.map(({ name }) => name).join(', ');
    return async () => {
      await this.database.execute(
        `insert into deal_standings (${names}) select ${names} from ${FILLED} order by deal_id`,
      );
      await this.database.execute(`drop table ${FILLED}`);
    };
  }

  /** Writes the rows of deals inside the open transaction. */
  async save(rows: readonly StandingRow[]): Promise<void> {
    const write = await this.ready(rows, false);
    await write();
  }

  /** Makes ready to write the rows of deals: of new ones while a book is filled, else of any. */
  ready(rows: readonly StandingRow[], filling: boolean): Promise<() => Promise<void>> {
    if (filling) return this.database.readyRows(FILLED, STANDING_COLUMNS, rows);
    return this.database.readyRows('deal_standings', STANDING_COLUMNS, rows, {
      do: 'replace',
      key: ['deal_id'],
    });
  }

  /** Some of the deals whose rows are still to be made, in order of id. */
  async due(limit: number): Promise<readonly string[]> {
    const rows = await this.database.rows<{ deal_id: string }>(
      this.database.reader,
      `select deal_id from standings_due order by deal_id limit ${limit}`,
      [],
    );
    return rows.map((row) => row.deal_id);
  }

  /** How many deals' rows are still to be made. */
  async countDue(): Promise<number> {
    const rows = await this.database.rows<{ deals: number }>(
      this.database.reader,
      'select count(*) as deals from standings_due',
      [],
    );
    return rows[0]?.deals ?? 0;
  }

  /** Takes deals off those that are due. */
  async settle(dealIds: readonly string[]): Promise<void> {
    await this.database.deleteIn('standings_due', 'deal_id', dealIds);
  }
}
