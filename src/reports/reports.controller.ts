import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { streamed } from '../http/streamed.js';
import type { ReportDefinition, ReportFormat } from './domain/report-definition.js';
import { type ReportQuery, reportListSchema, reportQuerySchema } from './reports.schemas.js';
import { ReportsService } from './reports.service.js';

const TYPES: Readonly<Record<ReportFormat, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The reports over HTTP. */
@ApiTags('reports')
@Controller('api/v1/reports')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Get()
  @ApiOperation({ summary: 'The reports there are, with their parameters' })
  @ApiOkResponse({ standardSchema: reportListSchema })
  list(): { readonly items: readonly ReportDefinition[] } {
    return { items: this.reports.list() };
  }

  @Get(':name')
  @ApiOperation({ summary: 'A report as JSON, CSV or XLSX' })
  @ApiProduces(...Object.values(TYPES))
  @ApiNotFoundResponse({ description: 'There is no such report; the answer names those there are.' })
  async report(
    @Param('name') name: string,
    @Query({ schema: reportQuerySchema }) query: ReportQuery,
  ): Promise<StreamableFile> {
    const { format, table, ...options } = reportQuerySchema.parse(query);
    return streamed((body) => this.reports.write(name, options, { format, table }, body), {
      type: TYPES[format],
      ...(format === 'json'
        ? {}
        : { disposition: `attachment; filename="${fileName(name, table)}.${format}"` }),
    });
  }
}

/** Names come from the definitions and tables from the reports, once both were found: letters and hyphens only. */
function fileName(report: string, table: string | undefined): string {
  return table === undefined ? report : `${report}-${table}`;
}
