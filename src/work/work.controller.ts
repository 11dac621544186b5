import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { z } from 'zod';
import { cancelQuerySchema, toWorkResponse, workListSchema, workSchema } from './work.schemas.js';
import { WorkService } from './work.service.js';

/** The imports and evaluations that run now. */
@ApiTags('work')
@Controller('api/v1/work')
export class WorkController {
  constructor(private readonly work: WorkService) {}

  @Get()
  @ApiOperation({ summary: 'Imports and evaluations that run now, and how far they are' })
  @ApiOkResponse({ standardSchema: workListSchema })
  list(): z.infer<typeof workListSchema> {
    return { items: this.work.list().map(toWorkResponse) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One of them' })
  @ApiOkResponse({ standardSchema: workSchema })
  @ApiNotFoundResponse({ description: 'No such work runs here any more.' })
  find(@Param('id') id: string): z.infer<typeof workSchema> {
    return toWorkResponse(this.work.find(id));
  }

  @Delete(':id')
  @HttpCode(202)
  @ApiOperation({ summary: 'Cancels it; it ends within moments' })
  @ApiAcceptedResponse({ standardSchema: workSchema })
  @ApiNotFoundResponse({ description: 'No such work runs here any more.' })
  cancel(
    @Param('id') id: string,
    @Query({ schema: cancelQuerySchema }) { by }: z.infer<typeof cancelQuerySchema>,
  ): z.infer<typeof workSchema> {
    return toWorkResponse(this.work.cancel(id, by));
  }
}
