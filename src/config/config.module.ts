import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type Clock, systemClock } from '../kernel/clock.js';
import type { AppConfig } from './env.js';

/** Injection token of the configuration. */
export const APP_CONFIG = Symbol('AppConfig');
/** Injection token of the clock. */
export const CLOCK = Symbol('Clock');

/** Gives the configuration and the clock to whoever asks; both are handed in by the composition root. */
@Global()
@Module({})
export class ConfigModule {
  /** The module for one configuration and clock. */
  static with(config: AppConfig, clock: Clock = systemClock): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: APP_CONFIG, useValue: config },
        { provide: CLOCK, useValue: clock },
      ],
      exports: [APP_CONFIG, CLOCK],
    };
  }
}
