import { Module } from '@nestjs/common';
import { PoliciesModule } from '../policies/policies.module.js';
import { HealthController } from './health.controller.js';

/** Tells whoever watches the process whether it lives and can work. */
@Module({ imports: [PoliciesModule], controllers: [HealthController] })
export class HealthModule {}
