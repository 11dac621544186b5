import { Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { APP_CONFIG } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import { DealsModule } from '../deals/deals.module.js';
import { LOGGER } from '../logging/logger.js';
import { ReportDefinitions } from './report-definitions.js';
import { ReportsService } from './reports.service.js';
import { targetCheck } from './saved/target-settings.js';

/** The reports: definitions, saved reports, making and writing. */
@Module({
  imports: [DealsModule],
  providers: [
    {
      provide: ReportDefinitions,
      inject: [APP_CONFIG, LOGGER],
      useFactory: (config: AppConfig, logger: Logger): ReportDefinitions =>
        ReportDefinitions.read(undefined, {
          folder: config.reportsDir,
          named: config.reportsDirNamed,
          target: targetCheck(config.delivery),
          onProblems: (problems) => {
            // A command tells of them itself where they matter to what it was asked.
            if (config.brokenRules === 'refuse') return;
            if (problems.length === 0) logger.info('the files of saved reports are right again');
            else logger.error({ problems }, 'files of saved reports are wrong');
          },
        }),
    },
    ReportsService,
  ],
  exports: [ReportsService, ReportDefinitions],
})
export class ReportsModule {}
