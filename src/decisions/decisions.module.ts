import { Module } from '@nestjs/common';
import { EligibilityModule } from '../eligibility/eligibility.module.js';
import { PoliciesModule } from '../policies/policies.module.js';
import { DecisionDeriver } from './decision-deriver.js';
import { DecisionLogService } from './decision-log.service.js';
import { DecisionsController } from './decisions.controller.js';
import { LogVerifier } from './log-verifier.js';
import { VerdictChecksReadModel } from './verdict-checks.read-model.js';

/** The decision log as evidence: checked, exported and sealed. */
@Module({
  imports: [EligibilityModule, PoliciesModule],
  providers: [DecisionDeriver, DecisionLogService, LogVerifier, VerdictChecksReadModel],
  controllers: [DecisionsController],
  exports: [DecisionLogService],
})
export class DecisionsModule {}
