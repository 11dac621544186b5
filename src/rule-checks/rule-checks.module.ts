import { Module } from '@nestjs/common';
import { RuleChecksController } from './rule-checks.controller.js';

/** Checks of rule files: what is refused in them, and what is hardly meant. */
@Module({ controllers: [RuleChecksController] })
export class RuleChecksModule {}
