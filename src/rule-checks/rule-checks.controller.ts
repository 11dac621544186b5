import { Controller, Get, Inject, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { APP_CONFIG } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import { checkRules, type RulesCheck } from './check-rules.js';
import { type RulesCheckQuery, rulesCheckQuerySchema, rulesCheckSchema } from './rule-checks.schemas.js';
import { toSarif } from './sarif.js';

const SARIF = 'application/sarif+json';

/** The check of the rule files over HTTP. */
@ApiTags('rules')
@Controller('api/v1/rules')
export class RuleChecksController {
  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {}

  @Get('check')
  @ApiOperation({ summary: 'Everything wrong or doubtful in the files of the rules folder' })
  @ApiProduces('application/json', SARIF)
  @ApiOkResponse({ standardSchema: rulesCheckSchema })
  async check(
    @Query({ schema: rulesCheckQuerySchema }) query: RulesCheckQuery,
  ): Promise<RulesCheck | StreamableFile> {
    const { format } = rulesCheckQuerySchema.parse(query);
    const check = await checkRules(this.config.rulesDir);
    if (format === 'json') return check;
    return new StreamableFile(Buffer.from(JSON.stringify(toSarif(check, ''))), { type: SARIF });
  }
}
