import { Injectable } from '@nestjs/common';
import type { Statement, Statused } from '../catalogues/believed-rows.js';
import { CataloguesStore } from '../catalogues/catalogues.store.js';
import { CampaignsStore } from '../campaigns/campaigns.store.js';
import { BookingService } from '../deals/booking.service.js';
import type { FileBooking } from '../deals/file-booking.js';
import type { Problem } from '../kernel/errors.js';
import { RatesStore } from '../rates/rates.store.js';
import type { ImportKind, ImportRecord } from './domain/record.js';

/** What one batch of records came to. */
export interface Taken {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows that contradict an earlier row of the same file. */
  readonly conflicts: readonly { readonly row: number; readonly problem: Problem }[];
}

type RecordOf<Is extends ImportRecord['is']> = Extract<ImportRecord, { is: Is }>;

/** Hands each kind of record to the feature that holds it. */
@Injectable()
export class TakeRecords {
  constructor(
    private readonly booking: BookingService,
    private readonly catalogues: CataloguesStore,
    private readonly campaigns: CampaignsStore,
    private readonly rates: RatesStore,
  ) {}

  /** Begins a file, inside the open transaction. */
  begin(statement: Statement): Promise<FileBooking> {
    return this.booking.begin(statement, statement.asOf);
  }

  /** Takes one batch of a file's records, inside the open transaction. */
  async take(records: readonly ImportRecord[], statement: Statement, booking: FileBooking): Promise<Taken> {
    const only = <Is extends ImportRecord['is']>(is: Is): readonly RecordOf<Is>[] =>
      records.filter((record): record is RecordOf<Is> => record.is === is);
    const sightings = only('sighting');
    const { contradicting, ...booked } = await booking.book(
      sightings.map(({ sighting }) => sighting),
      only('counterpart').map(({ counterpart }) => counterpart),
    );
    const solutions = only('solution');
    const solutionResults = await this.catalogues.believeSolutions(
      solutions.map(({ solution }) => solution),
      statement,
    );
    await this.booking.rebookDealsWith(
      solutions
        .filter((_, index) => changes(solutionResults[index]))
        .map(({ solution }) => solution.solutionId),
      statement,
    );
    const customers = only('customer');
    const campaigns = only('campaign');
    const spend = only('spend');
    const rates = only('rate');
    return sum([
      {
        ...booked,
        conflicts: sightings.filter(({ sighting }) => contradicting.has(sighting)).map(conflict),
      },
      tally(solutions, solutionResults),
      tally(
        customers,
        await this.catalogues.believeCustomers(
          customers.map(({ customer }) => customer),
          statement,
        ),
      ),
      tally(
        campaigns,
        await this.campaigns.believeCampaigns(
          campaigns.map(({ campaign }) => campaign),
          statement,
        ),
      ),
      tally(
        spend,
        await this.campaigns.enterSpend(
          spend.map((record) => record.spend),
          statement,
        ),
      ),
      tally(
        rates,
        await this.rates.believeRates(
          rates.map(({ rate }) => rate),
          statement,
        ),
      ),
    ]);
  }

  /** Ends a file: what has to happen once, after its last batch. */
  async end(kind: ImportKind, changed: boolean, statement: Statement, booking: FileBooking): Promise<void> {
    await booking.end();
    if (kind === 'spend') await this.campaigns.endSpend(statement.importId);
    if (kind === 'rates' && changed) await this.rates.newVersion(statement);
  }
}

function changes(status: Statused | undefined): boolean {
  return status === 'created' || status === 'updated';
}

function tally(records: readonly { readonly row: number }[], results: readonly Statused[]): Taken {
  const count = (status: Statused): number => results.filter((result) => result === status).length;
  const conflicts = records.filter((_, index) => results[index] === 'conflict').map(conflict);
  return { created: count('created'), updated: count('updated'), unchanged: count('unchanged'), conflicts };
}

function conflict({ row }: { readonly row: number }): Taken['conflicts'][number] {
  return {
    row,
    problem: {
      row,
      message: 'This row contradicts another row of the same file, or of another file of the same time.',
      remedy: 'Keep one row for each thing it is about, or give them different days.',
    },
  };
}

function sum(parts: readonly Taken[]): Taken {
  return {
    created: parts.reduce((total, { created }) => total + created, 0),
    updated: parts.reduce((total, { updated }) => total + updated, 0),
    unchanged: parts.reduce((total, { unchanged }) => total + unchanged, 0),
    conflicts: parts.flatMap(({ conflicts }) => conflicts),
  };
}
