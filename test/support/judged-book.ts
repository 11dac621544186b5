import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CataloguesReadModel } from '../../src/catalogues/catalogues.read-model.js';
import { CataloguesStore } from '../../src/catalogues/catalogues.store.js';
import type { Database } from '../../src/database/database.js';
import { DealsReadModel } from '../../src/deals/deals.read-model.js';
import { DealsStore } from '../../src/deals/deals.store.js';
import type { Deal } from '../../src/deals/domain/deal.js';
import { BookEvaluator } from '../../src/eligibility/book-evaluator.js';
import { DecisionsStore } from '../../src/eligibility/decisions.store.js';
import { EligibilityService } from '../../src/eligibility/eligibility.service.js';
import { EvaluationsStore } from '../../src/eligibility/evaluations.store.js';
import { FactContexts } from '../../src/eligibility/fact-contexts.js';
import { PoliciesService } from '../../src/policies/policies.service.js';
import { RatesReadModel } from '../../src/rates/rates.read-model.js';
import { RatesStore } from '../../src/rates/rates.store.js';
import { RULES } from './open-book.js';
import { at } from './a-deal.js';

/** A book that deals and catalogues are put into directly, with the services that judge it, and a clock to set. */
export class JudgedBook {
  now = at('2021-07-01T09:00:00Z');
  readonly decisions: DecisionsStore;
  readonly evaluations: EvaluationsStore;
  eligibility: EligibilityService;
  private imports = 0;

  constructor(
    readonly database: Database,
    rulesDir = RULES,
  ) {
    this.decisions = new DecisionsStore(database);
    this.evaluations = new EvaluationsStore(database);
    this.eligibility = this.withRules(rulesDir);
  }

  /** Goes on with the rules of another folder. */
  useRules(rulesDir: string): void {
    this.eligibility = this.withRules(rulesDir);
  }

  /** Puts deals into the book, each as a new version if it is there already. */
  async put(...deals: readonly Deal[]): Promise<void> {
    this.imports += 1;
    await new DealsStore(this.database).saveDeals(deals, { importId: this.imports, recordedAt: this.now });
  }

  /** Catalogues a solution, with an incentive if one is given. */
  async catalogue(solutionId: string, incentive: 'azure-ip-co-sell' | null): Promise<void> {
    const record = {
      solutionId,
      name: solutionId,
      kind: 'own',
      incentive,
      validFrom: null,
      validUntil: null,
    } as const;
    await new CataloguesStore(this.database).believeSolutions([record], this.statement());
  }

  /** Sets an exchange rate, which makes a new version of the rate table. */
  async rate(month: string, currency: string, usdPerUnit: string): Promise<void> {
    const statement = this.statement();
    const store = new RatesStore(this.database);
    await store.believeRates([{ month, currency, usdPerUnit }], statement);
    await store.newVersion(statement);
  }

  private statement() {
    this.imports += 1;
    return { asOf: this.now + this.imports, importId: this.imports, recordedAt: this.now + this.imports };
  }

  private withRules(rulesDir: string): EligibilityService {
    const deals = new DealsReadModel(this.database);
    const contexts = new FactContexts(
      new CataloguesReadModel(this.database),
      new RatesReadModel(this.database),
    );
    const clock = (): number => this.now;
    const evaluator = new BookEvaluator(
      this.database,
      deals,
      contexts,
      this.decisions,
      this.evaluations,
      clock,
    );
    return new EligibilityService(
      deals,
      contexts,
      new PoliciesService(rulesDir),
      this.decisions,
      evaluator,
      clock,
    );
  }
}

/** A copy of the shipped rules without their worked examples, some files edited, by version. */
export function editedRules(edits: Readonly<Record<string, (text: string) => string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'dealproof-rules-'));
  cpSync(RULES, folder, { recursive: true, filter: (file) => !file.endsWith('.cases.json') });
  for (const [version, edit] of Object.entries(edits)) {
    const file = join(folder, 'deal-registration', `${version}.json`);
    writeFileSync(file, edit(readFileSync(file, 'utf8')));
  }
  return folder;
}
