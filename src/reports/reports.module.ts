import { Module } from '@nestjs/common';
import { ReportDefinitions } from './report-definitions.js';
import { ReportsController } from './reports.controller.js';
import { ReportsService } from './reports.service.js';

/** The reports: definitions, making and writing. */
@Module({
  controllers: [ReportsController],
  providers: [{ provide: ReportDefinitions, useFactory: () => ReportDefinitions.read() }, ReportsService],
  exports: [ReportsService],
})
export class ReportsModule {}
