import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RecordedRulesService } from './recorded-rules.service.js';
import { type RulesLog, rulesLogSchema, toRulesLog } from './rules-log.schemas.js';

/** Which rules were in force since when, over HTTP. */
@ApiTags('policies')
@Controller('api/v1/rules/log')
export class RulesLogController {
  constructor(private readonly recorded: RecordedRulesService) {}

  @Get()
  @ApiOperation({ summary: 'Every change of the rules in force: when, by whom and what; the newest first' })
  @ApiOkResponse({ standardSchema: rulesLogSchema })
  async log(): Promise<RulesLog> {
    return toRulesLog(await this.recorded.log());
  }
}
