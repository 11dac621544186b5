import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { numberOfCursor, pagingSchema } from '../http/paging.schemas.js';
import { RecordedRulesService } from './recorded-rules.service.js';
import { type RulesLogPage, rulesLogPageSchema, toRulesLog } from './rules-log.schemas.js';

/** Which rules were in force since when, over HTTP. */
@ApiTags('policies')
@Controller('api/v1/rules/log')
export class RulesLogController {
  constructor(private readonly recorded: RecordedRulesService) {}

  @Get()
  @ApiOperation({ summary: 'Every change of the rules in force: when, by whom and what; the newest first' })
  @ApiOkResponse({ standardSchema: rulesLogPageSchema })
  async log(
    @Query({ schema: pagingSchema }) { cursor, limit }: z.infer<typeof pagingSchema>,
  ): Promise<RulesLogPage> {
    const { items, nextCursor } = await this.recorded.page(numberOfCursor(cursor), limit);
    return { ...toRulesLog(items), nextCursor };
  }
}
