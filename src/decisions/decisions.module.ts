import { Module } from '@nestjs/common';
import { DealsModule } from '../deals/deals.module.js';
import { EligibilityModule } from '../eligibility/eligibility.module.js';
import { PoliciesModule } from '../policies/policies.module.js';
import { DealChecker } from './deal-checker.js';
import { DecisionDeriver } from './decision-deriver.js';
import { DecisionLogService } from './decision-log.service.js';
import { LogVerifier } from './log-verifier.js';
import { VerdictChecksReadModel } from './verdict-checks.read-model.js';

/** The decision log as evidence: checked, exported and sealed. */
@Module({
  imports: [DealsModule, EligibilityModule, PoliciesModule],
  providers: [DealChecker, DecisionDeriver, DecisionLogService, LogVerifier, VerdictChecksReadModel],
  exports: [DecisionLogService],
})
export class DecisionsModule {}
