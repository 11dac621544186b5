import { Module } from '@nestjs/common';
import { DealsModule } from '../deals/deals.module.js';
import { ReportDefinitions } from './report-definitions.js';
import { ReportsService } from './reports.service.js';

/** The reports: definitions, making and writing. */
@Module({
  imports: [DealsModule],
  providers: [{ provide: ReportDefinitions, useFactory: () => ReportDefinitions.read() }, ReportsService],
  exports: [ReportsService],
})
export class ReportsModule {}
