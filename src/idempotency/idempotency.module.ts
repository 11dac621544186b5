import { Module } from '@nestjs/common';
import { IdempotencyService } from './idempotency.service.js';

/** Safe repetition of requests that create something. */
@Module({ providers: [IdempotencyService], exports: [IdempotencyService] })
export class IdempotencyModule {}
