import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CataloguesReadModel } from '../catalogues/catalogues.read-model.js';
import { RatesReadModel } from '../rates/rates.read-model.js';
import type { FactContext } from './domain/build-facts.js';

/** What surrounds every deal of one evaluation. */
export interface Surroundings extends Omit<FactContext, 'customerManaged'> {
  /** Digest of the catalogues and rates: another one when verdicts on unchanged deals may differ. */
  readonly digest: string;
}

/** Reads what facts are built from beside the deal: catalogues, rates, customers. */
@Injectable()
export class FactContexts {
  constructor(
    private readonly catalogues: CataloguesReadModel,
    private readonly rates: RatesReadModel,
  ) {}

  /** The solutions and rates as now believed, for a day of evaluation (`YYYY-MM-DD`). */
  async surroundings(day: string): Promise<Surroundings> {
    // The stamp first: what changes between the two reads must not pass for known.
    const stamp = await this.catalogues.stamp();
    const rates = await this.rates.current();
    const digest = createHash('sha256').update(`${stamp}; rates ${rates.version}`).digest('hex');
    return { day, solutions: await this.catalogues.solutions(), rates, digest };
  }

  /** Adds what the customers files say about the customers of some deals. */
  async forDeals(
    surroundings: Surroundings,
    dealIds: readonly string[],
  ): Promise<(dealId: string) => FactContext> {
    const managed = await this.catalogues.managedCustomers(dealIds);
    const { day, solutions, rates } = surroundings;
    return (dealId) => ({ day, solutions, rates, customerManaged: managed.get(dealId) ?? null });
  }
}
