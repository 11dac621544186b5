import { Body, Controller, Get, HttpCode, Post, type StreamableFile } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { streamed } from '../http/streamed.js';
import { DecisionLogService } from './decision-log.service.js';
import {
  sealSchema,
  toSeal,
  verificationLineSchema,
  verificationRequestSchema,
} from './decisions.schemas.js';
import { sealDocument } from './domain/log-lines.js';

const JSON_LINES = 'application/x-ndjson';

/** The log of all decisions over HTTP. */
@ApiTags('decisions')
@Controller('api/v1/decisions')
export class DecisionsController {
  constructor(private readonly log: DecisionLogService) {}

  @Get('seal')
  @ApiOperation({ summary: 'The last seal of the decision log, to be kept elsewhere' })
  @ApiOkResponse({ standardSchema: sealSchema })
  @ApiNotFoundResponse({ description: 'No decision was ever recorded.' })
  async seal(): Promise<z.infer<typeof sealSchema>> {
    return sealDocument(await this.log.lastSeal());
  }

  @Get('log')
  @ApiOperation({ summary: 'The whole decision log with its seals, as JSON lines' })
  @ApiProduces(JSON_LINES)
  async export(): Promise<StreamableFile> {
    return streamed((body) => this.log.export(body), {
      type: JSON_LINES,
      disposition: 'attachment; filename="decisions.ndjson"',
    });
  }

  @Post('verification')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Checks the whole decision log; JSON lines that tell how far it is, the last one the result',
  })
  @ApiProduces(JSON_LINES)
  @ApiOkResponse({ standardSchema: verificationLineSchema })
  async verify(
    @Body({ schema: verificationRequestSchema }) body: z.infer<typeof verificationRequestSchema>,
  ): Promise<StreamableFile> {
    const kept = body?.seal === undefined ? null : toSeal(body.seal);
    return streamed((sink) => this.log.writeVerification(kept, sink), { type: JSON_LINES });
  }
}
