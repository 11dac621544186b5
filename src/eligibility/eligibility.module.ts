import { Module } from '@nestjs/common';
import { CataloguesModule } from '../catalogues/catalogues.module.js';
import { DealsModule } from '../deals/deals.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { PoliciesModule } from '../policies/policies.module.js';
import { RatesModule } from '../rates/rates.module.js';
import { Attributions } from './attributions.js';
import { BulkJudgeStore } from './bulk/bulk-judge.store.js';
import { BookEvaluator } from './book-evaluator.js';
import { DecisionHistory } from './decision-history.js';
import { DecisionLogReadModel } from './decision-log.read-model.js';
import { DecisionsStore } from './decisions.store.js';
import { DueStore } from './due.store.js';
import { EngineJudge } from './engine-judge.js';
import { EligibilityController } from './eligibility.controller.js';
import { EligibilityService } from './eligibility.service.js';
import { EvaluationsController } from './evaluations.controller.js';
import { EvaluationsStore } from './evaluations.store.js';
import { FactContexts } from './fact-contexts.js';
import { PastStates } from './past-states.js';
import { SealsStore } from './seals.store.js';

/** Verdicts: one deal explained, the whole book judged, and every decision kept. */
@Module({
  imports: [CataloguesModule, DealsModule, IdempotencyModule, PoliciesModule, RatesModule],
  providers: [
    Attributions,
    BookEvaluator,
    BulkJudgeStore,
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
  controllers: [EligibilityController, EvaluationsController],
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
