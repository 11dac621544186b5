import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { WorkModule } from '../work/work.module.js';
import { KeptFiles } from './kept-files.js';
import { PlannedRuns } from './planned-runs.js';
import { ReportRunsReadModel } from './report-runs.read-model.js';
import { ReportRunsService } from './report-runs.service.js';
import { ReportRunsStore } from './report-runs.store.js';
import { RunAttempt } from './run-attempt.js';
import { RunMaker } from './run-maker.js';

/** The runs of saved reports. */
@Module({
  imports: [ReportsModule, DeliveryModule, WorkModule],
  providers: [
    ReportRunsStore,
    ReportRunsReadModel,
    RunMaker,
    RunAttempt,
    ReportRunsService,
    KeptFiles,
    PlannedRuns,
  ],
  exports: [ReportRunsService, KeptFiles, PlannedRuns],
})
export class ReportRunsModule {}
