import { Module } from '@nestjs/common';
import { APP_CONFIG } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import { RuleTestsService } from './rule-tests.service.js';

/** Tests of rule files: whether their cases come out, and what these cover. */
@Module({
  providers: [
    {
      provide: RuleTestsService,
      inject: [APP_CONFIG],
      useFactory: (config: AppConfig): RuleTestsService => new RuleTestsService(config.rulesDir),
    },
  ],
  exports: [RuleTestsService],
})
export class RuleTestsModule {}
