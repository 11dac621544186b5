import { Module } from '@nestjs/common';
import { RatesReadModel } from './rates.read-model.js';
import { RatesStore } from './rates.store.js';

/** Monthly exchange rates to US dollars. */
@Module({ providers: [RatesReadModel, RatesStore], exports: [RatesReadModel, RatesStore] })
export class RatesModule {}
