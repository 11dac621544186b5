import { Injectable } from '@nestjs/common';
import { CataloguesReadModel } from '../catalogues/catalogues.read-model.js';
import type { Deal } from '../deals/domain/deal.js';
import { RatesReadModel } from '../rates/rates.read-model.js';
import type { FactContext } from './domain/build-facts.js';

/** What surrounds every deal of one evaluation. */
export interface Surroundings extends Omit<FactContext, 'customerManaged'> {
  /** Epoch ms: catalogues, customers and rates count as they were known then; absent, as they are known. */
  readonly knownAt: number | undefined;
}

/** Reads what facts are built from beside the deal: catalogues, rates, customers. */
@Injectable()
export class FactContexts {
  constructor(
    private readonly catalogues: CataloguesReadModel,
    private readonly rates: RatesReadModel,
  ) {}

  /**
   * The solutions and rates for a day of evaluation (`YYYY-MM-DD`), as believed now, or as they were known at an
   * instant (epoch ms).
   */
  async surroundings(day: string, knownAt?: number): Promise<Surroundings> {
    const rates = await this.rates.current(knownAt);
    return { day, knownAt, solutions: await this.catalogues.solutions(knownAt), rates };
  }

  /** Adds what the customers files say about the customers of the given deals, in whatever version each is. */
  async forDeals(
    { day, solutions, rates, knownAt }: Surroundings,
    deals: readonly Deal[],
  ): Promise<(deal: Deal) => FactContext> {
    const customers = await this.catalogues.customersOf(deals, knownAt);
    return (deal) => ({ day, solutions, rates, customerManaged: customers.isManaged(deal) });
  }
}
