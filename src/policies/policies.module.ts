import { Module } from '@nestjs/common';
import { APP_CONFIG, CLOCK } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import type { Clock } from '../kernel/clock.js';
import { RecordedRulesService } from './recorded-rules.service.js';
import { RuleEditingService } from './rule-editing.service.js';
import { PoliciesService } from './policies.service.js';
import { RuleChainStore } from './rule-chain.store.js';
import { RuleSetsStore } from './rule-sets.store.js';
import { RulesStanding } from './rules-standing.js';

/** Policies: the rule files, checked, which versions are in force, and which were. */
@Module({
  providers: [
    RecordedRulesService,
    RuleChainStore,
    RuleEditingService,
    RuleSetsStore,
    {
      provide: RulesStanding,
      inject: [APP_CONFIG, RuleSetsStore, CLOCK],
      useFactory: (config: AppConfig, ruleSets: RuleSetsStore, clock: Clock): RulesStanding =>
        new RulesStanding(config.rulesDir, ruleSets, clock),
    },
    {
      provide: PoliciesService,
      inject: [RulesStanding, APP_CONFIG],
      useFactory: (standing: RulesStanding, config: AppConfig): PoliciesService =>
        new PoliciesService(standing, config.brokenRules),
    },
  ],
  exports: [
    PoliciesService,
    RecordedRulesService,
    RuleChainStore,
    RuleEditingService,
    RuleSetsStore,
    RulesStanding,
  ],
})
export class PoliciesModule {}
