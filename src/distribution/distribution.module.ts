import { Module } from '@nestjs/common';
import { DistributionReadModel } from './distribution.read-model.js';
import { DistributionService } from './distribution.service.js';
import { DistributionStore } from './distribution.store.js';

/** The book spread over several machines. */
@Module({
  providers: [DistributionReadModel, DistributionService, DistributionStore],
  exports: [DistributionReadModel, DistributionService],
})
export class DistributionModule {}
