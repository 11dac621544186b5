import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CataloguesReadModel } from '../../src/catalogues/catalogues.read-model.js';
import type { Statement } from '../../src/catalogues/believed-rows.js';
import { CataloguesStore } from '../../src/catalogues/catalogues.store.js';
import type { Database } from '../../src/database/database.js';
import { DealsReadModel } from '../../src/deals/deals.read-model.js';
import { DealsStore } from '../../src/deals/deals.store.js';
import type { Deal } from '../../src/deals/domain/deal.js';
import { LearntService } from '../../src/deals/learnt.service.js';
import { BatchTablesStore } from '../../src/eligibility/bulk/batch-tables.store.js';
import { DistributionReadModel } from '../../src/distribution/distribution.read-model.js';
import { BulkJudgeStore } from '../../src/eligibility/bulk/bulk-judge.store.js';
import { BookEvaluator } from '../../src/eligibility/book-evaluator.js';
import { DecisionLogReadModel } from '../../src/eligibility/decision-log.read-model.js';
import { type DecisionEntry, DecisionHistory } from '../../src/eligibility/decision-history.js';
import { DecisionsStore } from '../../src/eligibility/decisions.store.js';
import { DueDeals } from '../../src/eligibility/due-deals.js';
import { DueStore } from '../../src/eligibility/due.store.js';
import { EngineJudge } from '../../src/eligibility/engine-judge.js';
import { EligibilityService } from '../../src/eligibility/eligibility.service.js';
import { EvaluationsStore } from '../../src/eligibility/evaluations.store.js';
import { FactContexts } from '../../src/eligibility/fact-contexts.js';
import { SealsStore } from '../../src/eligibility/seals.store.js';
import { PastStates } from '../../src/eligibility/past-states.js';
import { ImportsStore } from '../../src/import/imports.store.js';
import { PoliciesService } from '../../src/policies/policies.service.js';
import { loadPolicyFolder } from '../../src/policies/policy-files.js';
import { RuleChainStore } from '../../src/policies/rule-chain.store.js';
import { RuleSetsStore } from '../../src/policies/rule-sets.store.js';
import { RulesStanding } from '../../src/policies/rules-standing.js';
import { RatesReadModel } from '../../src/rates/rates.read-model.js';
import { RatesStore } from '../../src/rates/rates.store.js';
import { RULES } from './open-book.js';
import { at } from './a-deal.js';

/** A book that deals and catalogues are put into directly, with the services that judge it, and a clock to set. */
export class JudgedBook {
  now = at('2021-07-01T09:00:00Z');
  readonly decisions: DecisionsStore;
  readonly evaluations: EvaluationsStore;
  readonly ruleSets: RuleSetsStore;
  standing: RulesStanding;
  policies: PoliciesService;
  eligibility: EligibilityService;
  private recordedAt = 0;

  constructor(
    readonly database: Database,
    rulesDir = RULES,
  ) {
    this.decisions = new DecisionsStore(
      database,
      new SealsStore(database, new DecisionLogReadModel(database)),
    );
    this.evaluations = new EvaluationsStore(database);
    this.ruleSets = new RuleSetsStore(database, new RuleChainStore(database));
    this.standing = this.standingIn(rulesDir);
    this.policies = new PoliciesService(this.standing, 'refuse');
    this.eligibility = this.withRules();
  }

  /** Puts the rules of another folder in force, as activating them does. */
  async useRules(rulesDir: string): Promise<void> {
    const { policies, texts } = await loadPolicyFolder(rulesDir);
    const last = await this.ruleSets.last();
    const members = policies
      .filter(({ status }) => status === 'active')
      .map((policy) => ({ policy, text: texts.get(`${policy.policy}/${policy.version}.json`) ?? '' }));
    await this.ruleSets.add(
      { action: 'activated', version: null, by: 'test', now: this.now, members, files: [], impact: null },
      last?.ruleSetId ?? null,
    );
    this.standing = this.standingIn(rulesDir);
    this.policies = new PoliciesService(this.standing, 'refuse');
    this.eligibility = this.withRules();
  }

  /** Puts deals into the book, each as a new version if it is there already. */
  async put(...deals: readonly Deal[]): Promise<void> {
    await new DealsStore(this.database).saveDeals(deals, await this.statement());
  }

  /** Catalogues a solution, with an incentive if one is given, which it has always or on some days. */
  async catalogue(
    solutionId: string,
    incentive: 'azure-ip-co-sell' | null,
    [validFrom, validUntil]: readonly [string | null, string | null] = [null, null],
  ): Promise<void> {
    const record = {
      solutionId,
      name: solutionId,
      kind: 'own',
      incentive,
      validFrom,
      validUntil,
    } as const;
    await new CataloguesStore(this.database).believeSolutions([record], await this.statement());
  }

  /** Says of a customer by number, by name or both whether Microsoft manages it. */
  async customer(
    duns: string | null,
    name: string | null,
    country: string | null,
    managedByMicrosoft: boolean | null,
  ): Promise<void> {
    const record = { duns, name, country, managedByMicrosoft };
    await new CataloguesStore(this.database).believeCustomers([record], await this.statement());
  }

  /** Sets an exchange rate, which makes a new version of the rate table. */
  async rate(month: string, currency: string, usdPerUnit: string): Promise<void> {
    const statement = await this.statement();
    const store = new RatesStore(this.database);
    await store.believeRates([{ month, currency, usdPerUnit }], statement);
    await store.newVersion(statement);
  }

  /** Every decision recorded on a deal. */
  async history(dealId: string): Promise<readonly DecisionEntry[]> {
    return new DecisionHistory(new DealsReadModel(this.database), this.decisions).of(dealId);
  }

  /** An import of no file, recorded later than all before it. */
  private async statement(): Promise<Statement> {
    this.recordedAt = Math.max(this.now, this.recordedAt + 1);
    const { recordedAt } = this;
    const asOf = recordedAt;
    const file = { kind: 'deals', fileName: 'test', contentSha256: '', takenAt: asOf, recordedAt } as const;
    return { importId: await new ImportsStore(this.database).begin(file), recordedAt, asOf };
  }

  /** The rules folder and the rules in force, as another process would see them. */
  standingIn(rulesDir: string): RulesStanding {
    return new RulesStanding(rulesDir, this.ruleSets, () => this.now);
  }

  private withRules(): EligibilityService {
    const deals = new DealsReadModel(this.database);
    const contexts = new FactContexts(
      new CataloguesReadModel(this.database),
      new RatesReadModel(this.database),
    );
    const clock = (): number => this.now;
    const due = new DueStore(this.database);
    const evaluator = new BookEvaluator(
      this.database,
      deals,
      contexts,
      this.decisions,
      this.evaluations,
      new DueDeals(this.database, deals, contexts, this.evaluations, due),
      due,
      new BulkJudgeStore(
        this.database,
        new BatchTablesStore(this.database, new DistributionReadModel(this.database)),
      ),
      new EngineJudge(deals, contexts, this.decisions),
      clock,
    );
    return new EligibilityService(
      deals,
      contexts,
      this.policies,
      new PastStates(new LearntService(new DealsStore(this.database)), contexts),
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
