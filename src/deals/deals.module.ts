import { Module } from '@nestjs/common';
import { BookingService } from './booking.service.js';
import { DealsReadModel } from './deals.read-model.js';
import { DealsStore } from './deals.store.js';
import { LearntService } from './learnt.service.js';
import { StandingsService } from './standings.service.js';
import { StoredDealsReadModel } from './stored-deals.read-model.js';

/** The deals of the book. */
@Module({
  providers: [
    BookingService,
    DealsReadModel,
    DealsStore,
    LearntService,
    StandingsService,
    StoredDealsReadModel,
  ],
  exports: [
    BookingService,
    DealsReadModel,
    DealsStore,
    LearntService,
    StandingsService,
    StoredDealsReadModel,
  ],
})
export class DealsModule {}
