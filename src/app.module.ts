import { type DynamicModule, Module, type Type } from '@nestjs/common';
import type { Logger } from 'pino';
import { ActivationModule } from './activation/activation.module.js';
import type { AppConfig } from './config/env.js';
import { DealsModule } from './deals/deals.module.js';
import { DecisionsModule } from './decisions/decisions.module.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { DemoModule } from './demo/demo.module.js';
import { DistributionModule } from './distribution/distribution.module.js';
import { EligibilityModule } from './eligibility/eligibility.module.js';
import { HistoryModule } from './history/history.module.js';
import { ImportModule } from './import/import.module.js';
import type { Clock } from './kernel/clock.js';
import { PlatformModule } from './platform.module.js';
import { PoliciesModule } from './policies/policies.module.js';
import { ReportRunsModule } from './report-runs/report-runs.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { RuleTestsModule } from './rule-tests/rule-tests.module.js';
import { SchedulesModule } from './schedules/schedules.module.js';
import { WorkModule } from './work/work.module.js';

/** All features of the service. */
export const FEATURES: readonly Type[] = [
  DealsModule,
  ImportModule,
  PoliciesModule,
  EligibilityModule,
  ActivationModule,
  RuleTestsModule,
  HistoryModule,
  DecisionsModule,
  ReportsModule,
  ReportRunsModule,
  SchedulesModule,
  DistributionModule,
  DeliveryModule,
  DemoModule,
  WorkModule,
];

/** The whole service apart from its controllers; HTTP server and command line boot the same. */
@Module({})
export class AppModule {
  /** The service for one configuration, logger and clock. */
  static with(config: AppConfig, logger: Logger, clock?: Clock): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.with(FEATURES, config, logger, clock)],
    };
  }
}
