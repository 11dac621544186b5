import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { idSchema } from '../http/paging.schemas.js';
import { historySchema, toHistoryResponse } from './history.schemas.js';
import { HistoryService } from './history.service.js';

/** The history of a deal over HTTP. */
@ApiTags('deals')
@Controller('api/v1/deals')
export class HistoryController {
  constructor(private readonly history: HistoryService) {}

  @Get(':id/history')
  @ApiOperation({ summary: 'What was learnt of a deal and how it was judged, in order' })
  @ApiOkResponse({ standardSchema: historySchema })
  async find(@Param('id', { schema: idSchema }) id: string): Promise<z.infer<typeof historySchema>> {
    return toHistoryResponse(await this.history.of(id));
  }
}
