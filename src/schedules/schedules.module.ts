import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { ReportRunsModule } from '../report-runs/report-runs.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { SchedulesService } from './schedules.service.js';
import { SchedulesStore } from './schedules.store.js';
import { SlotKeeper } from './slot-keeper.js';

/** The schedules of saved reports. */
@Module({
  imports: [ReportsModule, ReportRunsModule, DeliveryModule],
  providers: [SchedulesStore, SlotKeeper, SchedulesService],
  exports: [SchedulesService],
})
export class SchedulesModule {}
