import { Module } from '@nestjs/common';
import { CampaignsModule } from '../campaigns/campaigns.module.js';
import { CataloguesModule } from '../catalogues/catalogues.module.js';
import { DealsModule } from '../deals/deals.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { RatesModule } from '../rates/rates.module.js';
import { WorkModule } from '../work/work.module.js';
import { ImportService } from './import.service.js';
import { ImportsStore } from './imports.store.js';
import { TakeRecords } from './take-records.js';

/** Files in, sightings and catalogue rows out. */
@Module({
  imports: [DealsModule, CataloguesModule, CampaignsModule, RatesModule, IdempotencyModule, WorkModule],
  providers: [ImportService, ImportsStore, TakeRecords],
  exports: [ImportService, ImportsStore],
})
export class ImportModule {}
