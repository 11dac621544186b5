import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { CustomerRecord, SolutionRecord } from './domain/catalogue-records.js';
import { dunsKey, nameKey } from '../deals/domain/matching.js';
import { believeRows, type CatalogueTable, type Statement, type Statused } from './believed-rows.js';

const SOLUTIONS: CatalogueTable = {
  name: 'solutions',
  key: [{ name: 'solution_id', type: 'text' }],
  values: [
    { name: 'name', type: 'text' },
    { name: 'kind', type: 'text' },
  ],
};

const INCENTIVES: CatalogueTable = {
  name: 'solution_incentives',
  key: [
    { name: 'solution_id', type: 'text' },
    { name: 'incentive', type: 'text' },
    { name: 'valid_from', type: 'text' },
  ],
  values: [{ name: 'valid_until', type: 'text' }],
};

const CUSTOMERS: CatalogueTable = {
  name: 'customers',
  key: [{ name: 'customer_key', type: 'text' }],
  values: [
    { name: 'duns', type: 'text' },
    { name: 'duns_key', type: 'text' },
    { name: 'name', type: 'text' },
    { name: 'name_key', type: 'text' },
    { name: 'country', type: 'text' },
    { name: 'managed_by_microsoft', type: 'integer' },
  ],
};

/** Takes solutions and customers into their catalogues. */
@Injectable()
export class CataloguesStore {
  constructor(private readonly database: Database) {}

  /**
   * Takes rows of a solutions file: the solution of each row, and its incentive where it names one. The newest file
   * that names a solution tells all its incentives; those it does not name any more are not believed any more, which
   * readers see by the time that the solution itself was last told of.
   */
  async believeSolutions(
    solutions: readonly SolutionRecord[],
    statement: Statement,
  ): Promise<readonly Statused[]> {
    const named = await believeRows(
      this.database,
      SOLUTIONS,
      solutions.map(({ solutionId, name, kind }) => ({ key: [solutionId], values: [name, kind] })),
      statement,
    );
    const tagged = solutions.filter(
      ({ incentive }, index) => incentive !== null && named[index] !== 'conflict',
    );
    const incentives = await believeRows(
      this.database,
      INCENTIVES,
      tagged.map(({ solutionId, incentive, validFrom, validUntil }) => ({
        key: [solutionId, incentive, validFrom ?? ''],
        values: [validUntil],
      })),
      statement,
    );
    const byRow = new Map(tagged.map((solution, index) => [solution, incentives[index] ?? 'unchanged']));
    return solutions.map((solution, index) => strongest(named[index], byRow.get(solution)));
  }

  /** Takes rows of a customers file. */
  async believeCustomers(
    customers: readonly CustomerRecord[],
    statement: Statement,
  ): Promise<readonly Statused[]> {
    return believeRows(
      this.database,
      CUSTOMERS,
      customers.map((customer) => {
        const [duns, name] = [dunsKey(customer.duns), nameKey(customer.name)];
        const key = duns === null ? `name:${name ?? ''}|${customer.country ?? ''}` : `duns:${duns}`;
        const managed = customer.managedByMicrosoft;
        return {
          key: [key],
          values: [
            customer.duns,
            duns,
            customer.name,
            name,
            customer.country,
            managed === null ? null : Number(managed),
          ],
        };
      }),
      statement,
    );
  }
}

/** What to say of a row that touched two tables: the more telling of the two results. */
function strongest(...results: readonly (Statused | undefined)[]): Statused {
  const order: readonly Statused[] = ['conflict', 'created', 'updated', 'unchanged'];
  return order.find((status) => results.includes(status)) ?? 'unchanged';
}
