import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  type StreamableFile,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Downloads } from '../exports/downloads.js';
import { attachment } from '../http/disposition.js';
import { numberOfCursor } from '../http/paging.schemas.js';
import {
  deliveryIdSchema,
  deliveryPageSchema,
  deliveryQuerySchema,
  deliverySchema,
  retryRequestSchema,
  toDeliveryResponse,
} from './deliveries.schemas.js';
import { DeliveryService } from './delivery.service.js';
import { LinkedFiles } from './linked-files.js';

/** Deliveries over HTTP, and the files that links in them lead to. */
@ApiTags('reports')
@Controller('api/v1/deliveries')
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveryService,
    private readonly linked: LinkedFiles,
    private readonly downloads: Downloads,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What was sent to whom and what became of it; the newest first' })
  @ApiOkResponse({ standardSchema: deliveryPageSchema })
  async list(
    @Query({ schema: deliveryQuerySchema }) query: z.infer<typeof deliveryQuerySchema>,
  ): Promise<z.infer<typeof deliveryPageSchema>> {
    const { cursor, limit, run, state } = query;
    const filter = { runId: run, state };
    const { items, nextCursor } = await this.deliveries.list(filter, numberOfCursor(cursor), limit);
    return { items: items.map(toDeliveryResponse), nextCursor };
  }

  @Post(':id/retry')
  @HttpCode(202)
  @ApiOperation({ summary: 'Has a delivery that was given up sent again' })
  @ApiAcceptedResponse({ standardSchema: deliverySchema })
  @ApiNotFoundResponse({ description: 'There is no such delivery.' })
  @ApiConflictResponse({ description: 'It is not given up; the answer says how far it is.' })
  async retry(
    @Param('id', { schema: deliveryIdSchema }) id: z.infer<typeof deliveryIdSchema>,
    @Body({ schema: retryRequestSchema }) { by }: z.infer<typeof retryRequestSchema>,
  ): Promise<z.infer<typeof deliverySchema>> {
    return toDeliveryResponse(await this.deliveries.retry(id, by));
  }

  @Get('files/:token')
  @ApiOperation({ summary: 'The file that a link in a delivery leads to' })
  @ApiNotFoundResponse({ description: 'The link was changed, has expired, or its file is removed.' })
  async file(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { file, name, open, delivery, rows } = await this.linked.find(token);
    // The address is the key to the file: it is to be kept by nobody on the way, and told to nobody.
    reply.headers({ 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' });
    const what = {
      who: `link to ${delivery.recipient}`,
      what: delivery.savedReport,
      runId: delivery.runId,
      files: [name],
    };
    return this.downloads.stream(
      request,
      reply,
      what,
      async (body) => {
        await open(body);
        return rows;
      },
      { type: file.mediaType, disposition: attachment(name) },
    );
  }
}
