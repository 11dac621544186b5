import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import type { Logger } from 'pino';
import { ActivationController } from './activation/activation.controller.js';
import { ActivationModule } from './activation/activation.module.js';
import { AppModule } from './app.module.js';
import type { AppConfig } from './config/env.js';
import { DealsController } from './deals/deals.controller.js';
import { DealsModule } from './deals/deals.module.js';
import { DecisionsController } from './decisions/decisions.controller.js';
import { DecisionsModule } from './decisions/decisions.module.js';
import { DeliveriesController } from './delivery/deliveries.controller.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { EligibilityController } from './eligibility/eligibility.controller.js';
import { EligibilityModule } from './eligibility/eligibility.module.js';
import { EvaluationsController } from './eligibility/evaluations.controller.js';
import { ExportsController } from './exports/exports.controller.js';
import { ExportsModule } from './exports/exports.module.js';
import { HealthController } from './health/health.controller.js';
import { HistoryController } from './history/history.controller.js';
import { HistoryModule } from './history/history.module.js';
import { RequestPatience } from './http/request-patience.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { ImportModule } from './import/import.module.js';
import { ImportsController } from './import/imports.controller.js';
import type { Clock } from './kernel/clock.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { PoliciesController } from './policies/policies.controller.js';
import { PoliciesModule } from './policies/policies.module.js';
import { PolicyDiffController } from './policies/policy-diff.controller.js';
import { RuleFilesController } from './policies/rule-files.controller.js';
import { RulesLogController } from './policies/rules-log.controller.js';
import { ReportRunsController } from './report-runs/report-runs.controller.js';
import { ReportRunsModule } from './report-runs/report-runs.module.js';
import { ReportsController } from './reports/reports.controller.js';
import { ReportsModule } from './reports/reports.module.js';
import { RuleChecksController } from './rule-checks/rule-checks.controller.js';
import { RuleTestsController } from './rule-tests/rule-tests.controller.js';
import { RuleTestsModule } from './rule-tests/rule-tests.module.js';
import { SchedulesController } from './schedules/schedules.controller.js';
import { SchedulesModule } from './schedules/schedules.module.js';
import { TickingModule } from './schedules/ticking.module.js';
import { WorkController } from './work/work.controller.js';
import { WorkModule } from './work/work.module.js';

/**
 * The service as it answers over HTTP: all controllers, with the modules whose services they call. They stand apart
 * from those since a command starts a fifth sooner without what only they load.
 */
@Module({})
export class HttpModule {
  /** The service with its controllers for one configuration, logger and clock. */
  static with(config: AppConfig, logger: Logger, clock?: Clock): DynamicModule {
    return {
      module: HttpModule,
      imports: [
        AppModule.with(config, logger, clock),
        DealsModule,
        ImportModule,
        IdempotencyModule,
        PoliciesModule,
        EligibilityModule,
        ActivationModule,
        RuleTestsModule,
        HistoryModule,
        DecisionsModule,
        ReportsModule,
        ReportRunsModule,
        SchedulesModule,
        TickingModule,
        ExportsModule,
        DeliveryModule,
        WorkModule,
        MetricsModule,
      ],
      controllers: [
        DealsController,
        ImportsController,
        PoliciesController,
        PolicyDiffController,
        RuleFilesController,
        RulesLogController,
        EligibilityController,
        EvaluationsController,
        ActivationController,
        RuleChecksController,
        RuleTestsController,
        HistoryController,
        DecisionsController,
        ReportsController,
        ReportRunsController,
        SchedulesController,
        ExportsController,
        DeliveriesController,
        WorkController,
        HealthController,
        MetricsController,
      ],
      providers: [{ provide: APP_INTERCEPTOR, useValue: new RequestPatience(patienceOf(config)) }],
    };
  }
}

/** Milliseconds that a request may wait for its turn to write; null: as long as anything. PostgreSQL has its own limit. */
function patienceOf({ databaseUrl, sqliteWaitSeconds }: AppConfig): number | null {
  return databaseUrl !== null || sqliteWaitSeconds === 0 ? null : sqliteWaitSeconds * 1000;
}
