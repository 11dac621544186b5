import { Module } from '@nestjs/common';
import { CataloguesModule } from '../catalogues/catalogues.module.js';
import { DealsModule } from '../deals/deals.module.js';
import { DistributionModule } from '../distribution/distribution.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { PoliciesModule } from '../policies/policies.module.js';
import { RatesModule } from '../rates/rates.module.js';
import { WorkModule } from '../work/work.module.js';
import { Attributions } from './attributions.js';
import { BatchTablesStore } from './bulk/batch-tables.store.js';
import { BulkJudgeStore } from './bulk/bulk-judge.store.js';
import { BookEvaluator } from './book-evaluator.js';
import { DecisionHistory } from './decision-history.js';
import { DecisionLogReadModel } from './decision-log.read-model.js';
import { DecisionsStore } from './decisions.store.js';
import { DueDeals } from './due-deals.js';
import { DueStore } from './due.store.js';
import { EngineJudge } from './engine-judge.js';
import { EligibilityService } from './eligibility.service.js';
import { EvaluationsStore } from './evaluations.store.js';
import { FactContexts } from './fact-contexts.js';
import { PastStates } from './past-states.js';
import { SealsStore } from './seals.store.js';

/** Verdicts: one deal explained, the whole book judged, and every decision kept. */
@Module({
  imports: [
    CataloguesModule,
    DealsModule,
    DistributionModule,
    IdempotencyModule,
    PoliciesModule,
    RatesModule,
    WorkModule,
  ],
  providers: [
    Attributions,
    BookEvaluator,
    BatchTablesStore,
    BulkJudgeStore,
    DueDeals,
    DueStore,
    EngineJudge,
    DecisionHistory,
    DecisionLogReadModel,
    DecisionsStore,
    EligibilityService,
    EvaluationsStore,
    FactContexts,
    PastStates,
    SealsStore,
  ],
  exports: [
    Attributions,
    DecisionHistory,
    DecisionLogReadModel,
    EligibilityService,
    EvaluationsStore,
    PastStates,
    FactContexts,
  ],
})
export class EligibilityModule {}
