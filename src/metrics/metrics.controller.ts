import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { MetricsService } from './metrics.service.js';

/** The metrics over HTTP. */
@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @ApiOperation({ summary: 'Figures to watch the service by, for Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'The text form of Prometheus.' })
  async read(@Res() reply: FastifyReply): Promise<void> {
    const text = await this.metrics.text();
    void reply.type(this.metrics.contentType).send(text);
  }
}
