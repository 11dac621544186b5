import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { WorkModule } from '../work/work.module.js';
import { SchedulesModule } from './schedules.module.js';
import { Ticking } from './ticking.js';

/** The clock that schedules go by; only where the service runs, since commands end by themselves. */
@Module({
  imports: [ScheduleModule.forRoot(), SchedulesModule, WorkModule],
  providers: [Ticking],
  exports: [Ticking],
})
export class TickingModule {}
