import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { dunsKey, nameKey } from '../deals/domain/matching.js';
import { unique } from '../kernel/group-by.js';
import { type CataloguedCustomer, CustomerList, type CustomerOfDeal } from './domain/customer-list.js';
import {
  type CataloguedSolution,
  SolutionCatalogue,
  type SolutionIncentive,
} from './domain/solution-catalogue.js';

interface SolutionRow {
  readonly solution_id: string;
  readonly name: string;
  readonly kind: CataloguedSolution['kind'];
  readonly as_of: number;
}

interface IncentiveRow {
  readonly solution_id: string;
  readonly incentive: SolutionIncentive['incentive'];
  /** Empty: since ever. */
  readonly valid_from: string;
  readonly valid_until: string | null;
  readonly as_of: number;
}

interface CustomerRow {
  readonly customer_key: string;
  readonly duns_key: string | null;
  readonly name_key: string | null;
  readonly country: string | null;
  readonly managed: number | null;
}

/**
 * A row that was believed at an instant, bound twice: what was recorded by then and had not been replaced. Without
 * an instant the greatest is bound, which leaves what is believed now.
 */
const BELIEVED = 'recorded_from <= ? and (recorded_until is null or recorded_until > ?)';

/** Reads the solutions and customers as they are believed now, or were at an earlier instant (epoch ms). */
@Injectable()
export class CataloguesReadModel {
  constructor(private readonly database: Database) {}

  /** The whole solution catalogue; a partner's solutions number in the hundreds. */
  async solutions(knownAt: number = Number.MAX_SAFE_INTEGER): Promise<SolutionCatalogue> {
    const { reader } = this.database;
    const solutions = await this.database.rows<SolutionRow>(
      reader,
      `select solution_id, name, kind, as_of from solutions where ${BELIEVED}`,
      [knownAt, knownAt],
    );
    const incentives = await this.database.rows<IncentiveRow>(
      reader,
      `select solution_id, incentive, valid_from, valid_until, as_of from solution_incentives where ${BELIEVED}`,
      [knownAt, knownAt],
    );
    // The newest file that names a solution tells all its incentives; those it no longer names are not held any more.
    const toldAsOf = new Map(solutions.map((row) => [row.solution_id, row.as_of]));
    return new SolutionCatalogue(
      solutions.map((row) => ({ solutionId: row.solution_id, name: row.name, kind: row.kind })),
      incentives
        .filter((row) => toldAsOf.get(row.solution_id) === row.as_of)
        .map((row) => ({
          solutionId: row.solution_id,
          incentive: row.incentive,
          validFrom: row.valid_from === '' ? null : row.valid_from,
          validUntil: row.valid_until,
        })),
    );
  }

  /** The customers that the given deals may have, to match them with: those with a number or a name of one of them. */
  async customersOf(deals: readonly CustomerOfDeal[], knownAt?: number): Promise<CustomerList> {
    const numbers = unique(deals.flatMap(({ customerDuns }) => dunsKey(customerDuns) ?? []));
    const names = unique(deals.flatMap(({ customerName }) => nameKey(customerName) ?? []));
    return new CustomerList([
      ...(await this.customersBy('duns_key', numbers, knownAt)),
      ...(await this.customersBy('name_key', names, knownAt)),
    ]);
  }

  private async customersBy(
    column: 'duns_key' | 'name_key',
    keys: readonly string[],
    knownAt: number = Number.MAX_SAFE_INTEGER,
  ): Promise<readonly CataloguedCustomer[]> {
    const rows = await this.database.rowsIn<CustomerRow>(
      `select customer_key, duns_key, name_key, country, managed_by_microsoft as managed from customers
        where ${BELIEVED} and {in}`,
      column,
      keys,
      [knownAt, knownAt],
    );
    return rows.map((row) => ({
      customerKey: row.customer_key,
      dunsKey: row.duns_key,
      nameKey: row.name_key,
      country: row.country,
      managed: row.managed === null ? null : row.managed === 1,
    }));
  }
}
