import { Module } from '@nestjs/common';
import { DealsModule } from '../deals/deals.module.js';
import { EligibilityModule } from '../eligibility/eligibility.module.js';
import { HistoryService } from './history.service.js';

/** What happened to a deal: its data and its verdicts. */
@Module({
  imports: [DealsModule, EligibilityModule],
  providers: [HistoryService],
  exports: [HistoryService],
})
export class HistoryModule {}
