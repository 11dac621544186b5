import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { compareText } from '../kernel/text.js';
import {
  type CataloguedSolution,
  SolutionCatalogue,
  type SolutionIncentive,
} from './domain/solution-catalogue.js';

interface SolutionRow {
  readonly solution_id: string;
  readonly name: string;
  readonly kind: CataloguedSolution['kind'];
}

interface IncentiveRow {
  readonly solution_id: string;
  readonly incentive: SolutionIncentive['incentive'];
  /** Empty: since ever. */
  readonly valid_from: string;
  readonly valid_until: string | null;
}

interface ManagedRow {
  readonly deal_id: string;
  readonly managed: number | null;
}

/** Reads the solutions and customers as they are now believed. */
@Injectable()
export class CataloguesReadModel {
  constructor(private readonly database: Database) {}

  /** The whole solution catalogue; a partner's solutions number in the hundreds. */
  async solutions(): Promise<SolutionCatalogue> {
    const { reader } = this.database;
    const solutions = await this.database.rows<SolutionRow>(
      reader,
      'select solution_id, name, kind from solutions where recorded_until is null',
      [],
    );
    const incentives = await this.database.rows<IncentiveRow>(
      reader,
      `select i.solution_id, i.incentive, i.valid_from, i.valid_until from solution_incentives i
         join solutions s on s.solution_id = i.solution_id and s.recorded_until is null and s.as_of = i.as_of
        where i.recorded_until is null`,
      [],
    );
    return new SolutionCatalogue(
      solutions.map((row) => ({ solutionId: row.solution_id, name: row.name, kind: row.kind })),
      incentives.map((row) => ({
        solutionId: row.solution_id,
        incentive: row.incentive,
        validFrom: row.valid_from === '' ? null : row.valid_from,
        validUntil: row.valid_until,
      })),
    );
  }

  /**
   * For those of the deals whose customer is in the customers file with a yes or no: whether Microsoft manages it.
   * Matched by D-U-N-S number, else by name and country where one side has no number. Customers of the same name
   * and country that differ leave it unknown. A deal that is not in the map has an unknown customer.
   */
  async managedCustomers(dealIds: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    const rows = await this.database.rowsIn<ManagedRow>(
      `select d.deal_id, coalesce(
         (select case when min(c.managed_by_microsoft) = max(c.managed_by_microsoft)
                      then min(c.managed_by_microsoft) end
            from customers c
           where c.recorded_until is null and c.duns_key = d.customer_duns_key),
         (select case when min(c.managed_by_microsoft) = max(c.managed_by_microsoft)
                      then min(c.managed_by_microsoft) end
            from customers c
           where c.recorded_until is null and c.name_key = d.customer_name_key and c.country = d.customer_country
             and (c.duns_key is null or d.customer_duns_key is null))
       ) as managed
       from deals d where {in}`,
      'd.deal_id',
      dealIds,
    );
    const known = rows.flatMap((row) =>
      row.managed === null ? [] : [[row.deal_id, row.managed === 1] as const],
    );
    return new Map(known);
  }

  /** A text that is another whenever a catalogue has changed, so that one knows whether verdicts may have. */
  async stamp(): Promise<string> {
    const tables = ['solutions', 'solution_incentives', 'customers'];
    const rows = await this.database.rows<{ stamp: string }>(
      this.database.reader,
      tables
        .map(
          (table) => `select '${table} ' || count(*) || ' ' || count(recorded_until) || ' ' ||
            coalesce(max(recorded_from), 0) || ' ' || coalesce(max(recorded_until), 0) as stamp from ${table}`,
        )
        .join(' union all '),
      [],
    );
    return rows
      .map(({ stamp }) => stamp)
      .toSorted(compareText)
      .join('; ');
  }
}
