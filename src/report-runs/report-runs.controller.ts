import { pipeline } from 'node:stream/promises';
import { Controller, Get, Param, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Downloads } from '../exports/downloads.js';
import { attachment } from '../http/disposition.js';
import { idSchema, numberOfCursor } from '../http/paging.schemas.js';
import { KeptFiles } from './kept-files.js';
import {
  reportRunPageSchema,
  reportRunQuerySchema,
  reportRunWithFilesSchema,
  runIdSchema,
  toRunWithFiles,
} from './report-runs.schemas.js';
import { ReportRunsService } from './report-runs.service.js';
import { toRunResponse } from './run-response.js';

/** The runs of saved reports over HTTP, and their files. */
@ApiTags('reports')
@Controller('api/v1/report-runs')
export class ReportRunsController {
  constructor(
    private readonly runs: ReportRunsService,
    private readonly files: KeptFiles,
    private readonly downloads: Downloads,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Runs of saved reports and what came of them; the newest first' })
  @ApiOkResponse({ standardSchema: reportRunPageSchema })
  async list(
    @Query({ schema: reportRunQuerySchema }) query: z.infer<typeof reportRunQuerySchema>,
  ): Promise<z.infer<typeof reportRunPageSchema>> {
    const { cursor, limit, name, state } = query;
    const page = await this.runs.list({ savedReport: name, state }, numberOfCursor(cursor), limit);
    return { items: page.items.map(toRunResponse), nextCursor: page.nextCursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A run with its files' })
  @ApiOkResponse({ standardSchema: reportRunWithFilesSchema })
  @ApiNotFoundResponse({ description: 'There is no such run.' })
  async find(
    @Param('id', { schema: runIdSchema }) id: z.infer<typeof runIdSchema>,
  ): Promise<z.infer<typeof reportRunWithFilesSchema>> {
    return toRunWithFiles(await this.runs.find(id));
  }

  @Get(':id/files/:name')
  @ApiOperation({ summary: 'A file of a run' })
  @ApiNotFoundResponse({ description: 'There is no such run or file, or the file is not on this machine.' })
  async file(
    @Param('id', { schema: runIdSchema }) id: z.infer<typeof runIdSchema>,
    @Param('name', { schema: idSchema }) name: z.infer<typeof idSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { run, file, bytes } = await this.files.open(id, name);
    const what = { what: run.savedReport, runId: String(run.runId), files: [file.name] };
    return this.downloads.stream(
      request,
      reply,
      what,
      async (body) => {
        await pipeline(bytes, body);
        return run.rows;
      },
      { type: file.mediaType, disposition: attachment(file.name) },
    );
  }
}
