import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { APP_CONFIG } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import { numberOfCursor, pagingSchema } from '../http/paging.schemas.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { DomainError, type Problem } from '../kernel/errors.js';
import { type WorkHandle, WorkService } from '../work/work.service.js';
import { sha256Of } from './file-digest.js';
import { ImportService } from './import.service.js';
import {
  importEntrySchema,
  importQuerySchema,
  importResultSchema,
  importsPageSchema,
  toImportEntry,
  toImportResult,
} from './imports.schemas.js';
import { ImportsStore } from './imports.store.js';

/** How many problems an answer lists; the rest are counted. */
const REJECTS_ANSWERED = 100;

/** Files taken into the book over HTTP. */
@ApiTags('imports')
@Controller('api/v1/imports')
export class ImportsController {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly imports: ImportService,
    private readonly log: ImportsStore,
    private readonly idempotency: IdempotencyService,
    private readonly work: WorkService,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Takes a file in; the body is the file itself' })
  @ApiConsumes('application/octet-stream', 'text/csv', 'application/json', 'application/x-ndjson')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiCreatedResponse({ standardSchema: importResultSchema })
  async create(
    @Query({ schema: importQuerySchema }) query: z.infer<typeof importQuerySchema>,
    @Req() { body, method, url }: FastifyRequest,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<z.infer<typeof importResultSchema>> {
    const folder = join(this.config.dataDir, 'uploads');
    const path = join(folder, randomUUID());
    await mkdir(folder, { recursive: true });
    try {
      await pipeline(fileOf(body), createWriteStream(path));
      const content = await sha256Of(path);
      const work = {
        kind: 'import',
        fileName: query.fileName,
        bytesTotal: (await stat(path)).size,
        request: `${method} ${url}`,
        idempotencyKey: key ?? null,
      } as const;
      // Also when nobody listens for the answer any more: proxies hang up on long work. It can be cancelled.
      return await this.work.run(work, (handle) =>
        this.idempotency.once('POST /imports', key, { query, content }, () =>
          this.takeIn(path, query, handle),
        ),
      );
    } finally {
      await rm(path, { force: true });
    }
  }

  private async takeIn(
    path: string,
    query: z.infer<typeof importQuerySchema>,
    { signal, tell, part }: WorkHandle,
  ): Promise<z.infer<typeof importResultSchema>> {
    const rejects: Problem[] = [];
    const onReject = (problems: readonly Problem[]): void => {
      rejects.push(...problems.slice(0, REJECTS_ANSWERED - rejects.length));
    };
    const onProgress = (recordsRead: number, bytesRead: number): void => tell({ recordsRead, bytesRead });
    const result = await part(this.imports.importFile(path, { ...query, onReject, onProgress, signal }));
    if (!result.kept && query.dryRun !== true) throw refusedWhole(result.rejected, rejects);
    return toImportResult(result, rejects);
  }

  @Get()
  @ApiOperation({ summary: 'Files taken in, newest first' })
  @ApiOkResponse({ standardSchema: importsPageSchema })
  async list(
    @Query({ schema: pagingSchema }) { cursor, limit }: z.infer<typeof pagingSchema>,
  ): Promise<z.infer<typeof importsPageSchema>> {
    const entries = await this.log.list(numberOfCursor(cursor), limit + 1);
    const items = entries.slice(0, limit).map(toImportEntry);
    return { items, nextCursor: entries.length > limit ? String(items.at(-1)?.importId) : null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One file taken in' })
  @ApiOkResponse({ standardSchema: importEntrySchema })
  async find(
    @Param('id', { schema: z.coerce.number().int() }) id: number,
  ): Promise<z.infer<typeof importEntrySchema>> {
    const entry = await this.log.find(id);
    if (entry === null) throw new DomainError('not-found', `There is no import ${id}.`);
    return toImportEntry(entry);
  }
}

/** The file that is the body of a request, still to be read; bodies of this route are never parsed. */
function fileOf(body: unknown): Readable {
  if (body instanceof Readable) return body;
  throw new DomainError('invalid-input', 'The request has no body.', [
    { path: '/', message: 'The body must be the file itself.', remedy: 'Use curl --data-binary @file.csv.' },
  ]);
}

function refusedWhole(rejected: number, problems: readonly Problem[]): DomainError {
  const message = `Nothing was taken in: ${rejected} rows cannot go in, and strict was asked for.`;
  return new DomainError('invalid-file', message, problems);
}
