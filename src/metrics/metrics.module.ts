import { Module } from '@nestjs/common';
import { DealsModule } from '../deals/deals.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { EligibilityModule } from '../eligibility/eligibility.module.js';
import { ImportModule } from '../import/import.module.js';
import { ReportRunsModule } from '../report-runs/report-runs.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { SchedulesModule } from '../schedules/schedules.module.js';
import { WorkModule } from '../work/work.module.js';
import { FigureSources } from './figure-sources.js';
import { MetricsService } from './metrics.service.js';

/** What the service can be watched by. Only for the HTTP server: it measures answers. */
@Module({
  imports: [
    DealsModule,
    DeliveryModule,
    EligibilityModule,
    ImportModule,
    ReportsModule,
    ReportRunsModule,
    SchedulesModule,
    WorkModule,
  ],
  providers: [FigureSources, MetricsService],
  exports: [MetricsService],
})
export class MetricsModule {}
