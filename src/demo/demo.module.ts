import { Module } from '@nestjs/common';
import { RatesModule } from '../rates/rates.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { DemoFiguresReadModel } from './demo-figures.read-model.js';

/** A realistic book to look around in. */
@Module({
  imports: [RatesModule, ReportsModule],
  providers: [DemoFiguresReadModel],
  exports: [DemoFiguresReadModel],
})
export class DemoModule {}
