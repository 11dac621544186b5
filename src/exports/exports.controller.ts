import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { numberOfCursor, pagingSchema } from '../http/paging.schemas.js';
import { ExportLog } from './export-log.js';
import { exportPageSchema, toExportResponse } from './exports.schemas.js';

/** The log of what left the book over HTTP. */
@ApiTags('reports')
@Controller('api/v1/exports')
export class ExportsController {
  constructor(private readonly log: ExportLog) {}

  @Get()
  @ApiOperation({ summary: 'Who took what, when, how many rows and by which way; the newest first' })
  @ApiOkResponse({ standardSchema: exportPageSchema })
  async list(
    @Query({ schema: pagingSchema }) { cursor, limit }: z.infer<typeof pagingSchema>,
  ): Promise<z.infer<typeof exportPageSchema>> {
    const { items, nextCursor } = await this.log.list(numberOfCursor(cursor), limit);
    return { items: items.map(toExportResponse), nextCursor };
  }
}
