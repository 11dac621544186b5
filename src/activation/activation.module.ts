import { Module } from '@nestjs/common';
import { DealsModule } from '../deals/deals.module.js';
import { EligibilityModule } from '../eligibility/eligibility.module.js';
import { PoliciesModule } from '../policies/policies.module.js';
import { ActivationService } from './activation.service.js';
import { DraftRules } from './draft-rules.js';
import { ImpactService } from './impact.service.js';
import { ImpactsStore } from './impacts.store.js';
import { RulesSwitch } from './rules-switch.js';

/** Drafts: what one would do to the book, putting it in force, and taking that back. */
@Module({
  imports: [DealsModule, EligibilityModule, PoliciesModule],
  providers: [ActivationService, DraftRules, ImpactService, ImpactsStore, RulesSwitch],
  exports: [ActivationService, DraftRules, ImpactService],
})
export class ActivationModule {}
