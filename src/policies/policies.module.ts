import { Module } from '@nestjs/common';
import { APP_CONFIG } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import { PoliciesController } from './policies.controller.js';
import { PoliciesService } from './policies.service.js';

/** Policies: the rule files, checked, and which version is in force when. */
@Module({
  controllers: [PoliciesController],
  providers: [
    {
      provide: PoliciesService,
      inject: [APP_CONFIG],
      useFactory: (config: AppConfig): PoliciesService => new PoliciesService(config.rulesDir),
    },
  ],
  exports: [PoliciesService],
})
export class PoliciesModule {}
