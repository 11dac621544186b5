import { Module } from '@nestjs/common';
import { WorkService } from './work.service.js';

/** What runs for long, and its cancelling. */
@Module({ providers: [WorkService], exports: [WorkService] })
export class WorkModule {}
