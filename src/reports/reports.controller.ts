import type { Writable } from 'node:stream';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Downloads } from '../exports/downloads.js';
import { MEDIA_TYPES } from './domain/media-types.js';
import type { ReportDefinition } from './domain/report-definition.js';
import { REPORT_QUERY } from './report-query.js';
import { reportCheckSchema, reportListSchema } from './reports.schemas.js';
import { ReportsService } from './reports.service.js';

/** The reports over HTTP. */
@ApiTags('reports')
@Controller('api/v1/reports')
export class ReportsController {
  constructor(
    private readonly reports: ReportsService,
    private readonly downloads: Downloads,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The reports there are, with their parameters, and the saved ones' })
  @ApiOkResponse({ standardSchema: reportListSchema })
  list(): { readonly items: readonly ReportDefinition[] } & ReturnType<ReportsService['listSaved']> {
    return { items: this.reports.list(), ...this.reports.listSaved() };
  }

  @Post('check')
  @HttpCode(200)
  @ApiOperation({ summary: 'Everything wrong in the text of a saved report, which is not kept' })
  @ApiOkResponse({ standardSchema: reportCheckSchema })
  check(@Req() { body }: FastifyRequest): ReturnType<ReportsService['checkSaved']> {
    return this.reports.checkSaved(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
  }

  @Get(':name')
  @ApiOperation({ summary: 'A report as JSON, CSV, XLSX or an HTML page' })
  @ApiProduces(...Object.values(MEDIA_TYPES))
  @ApiNotFoundResponse({ description: 'There is no such report; the answer names those there are.' })
  async report(
    @Param('name') name: string,
    @Query({ schema: REPORT_QUERY }) query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { options, output } = this.reports.request(name, query);
    const { format, table } = output;
    const file = `${fileName(name, table)}.${format}`;
    const write = async (body: Writable): Promise<number | null> => {
      const { tables } = await this.reports.write(name, options, output, body);
      return tables[0]?.rows ?? null;
    };
    return this.downloads.stream(request, reply, { what: name, runId: null, files: [file] }, write, {
      type: MEDIA_TYPES[format],
      ...(format === 'json' || format === 'html' ? {} : { disposition: `attachment; filename="${file}"` }),
    });
  }
}

/** Names come from the definitions and tables from the reports, once both were found: letters and hyphens only. */
function fileName(report: string, table: string | undefined): string {
  return table === undefined ? report : `${report}-${table}`;
}
