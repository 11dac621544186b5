import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { idSchema } from '../http/paging.schemas.js';
import { DealsReadModel } from './deals.read-model.js';
import { dealSchema, dealsPageSchema, dealsQuerySchema, toDealResponse } from './deals.schemas.js';

/** The deals of the book. */
@ApiTags('deals')
@Controller('api/v1/deals')
export class DealsController {
  constructor(private readonly deals: DealsReadModel) {}

  @Get()
  @ApiOperation({ summary: 'Deals in order of id, a page at a time' })
  @ApiOkResponse({ standardSchema: dealsPageSchema })
  async list(
    @Query({ schema: dealsQuerySchema }) query: z.infer<typeof dealsQuerySchema>,
  ): Promise<z.infer<typeof dealsPageSchema>> {
    const { cursor, limit, ...filter } = query;
    const page = await this.deals.list(filter, cursor ?? null, limit);
    return { items: page.items.map(toDealResponse), nextCursor: page.nextCursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One deal as all files together tell it' })
  @ApiOkResponse({ standardSchema: dealSchema })
  async find(@Param('id', { schema: idSchema }) id: string): Promise<z.infer<typeof dealSchema>> {
    return toDealResponse(await this.deals.get(id));
  }
}
