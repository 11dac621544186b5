import { Body, Controller, Get, Headers, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { numberOfCursor, pagingSchema } from '../http/paging.schemas.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { DomainError } from '../kernel/errors.js';
import { WorkService } from '../work/work.service.js';
import type { EvaluationSummary } from './book-evaluator.js';
import {
  evaluationRequestSchema,
  evaluationSchema,
  evaluationsPageSchema,
  evaluationSummarySchema,
  toEvaluationResponse,
} from './eligibility.schemas.js';
import { EligibilityService } from './eligibility.service.js';
import { EvaluationsStore } from './evaluations.store.js';

/** Evaluations of the whole book over HTTP. */
@ApiTags('evaluations')
@Controller('api/v1/evaluations')
export class EvaluationsController {
  constructor(
    private readonly eligibility: EligibilityService,
    private readonly evaluations: EvaluationsStore,
    private readonly idempotency: IdempotencyService,
    private readonly work: WorkService,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Judges the book and records each verdict that is not what it was' })
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiCreatedResponse({ standardSchema: evaluationSummarySchema })
  async create(
    @Body({ schema: evaluationRequestSchema }) body: z.infer<typeof evaluationRequestSchema>,
    @Headers('idempotency-key') key: string | undefined,
    @Req() { method, url }: FastifyRequest,
  ): Promise<EvaluationSummary> {
    const options = body ?? {};
    const work = {
      kind: 'evaluation',
      fileName: null,
      bytesTotal: null,
      request: `${method} ${url}`,
      idempotencyKey: key ?? null,
    } as const;
    return this.work.run(work, ({ signal, tell }) =>
      this.idempotency.once('POST /evaluations', key, options, () =>
        this.eligibility.evaluate({
          ...options,
          signal,
          onProgress: (dealsJudged, dealsTotal) => tell({ dealsJudged, dealsTotal }),
        }),
      ),
    );
  }

  @Get()
  @ApiOperation({ summary: 'Evaluations, newest first' })
  @ApiOkResponse({ standardSchema: evaluationsPageSchema })
  async list(
    @Query({ schema: pagingSchema }) { cursor, limit }: z.infer<typeof pagingSchema>,
  ): Promise<z.infer<typeof evaluationsPageSchema>> {
    const page = await this.evaluations.list(numberOfCursor(cursor), limit);
    return { items: page.items.map(toEvaluationResponse), nextCursor: page.nextCursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One evaluation' })
  @ApiOkResponse({ standardSchema: evaluationSchema })
  @ApiNotFoundResponse({ description: 'There is no such evaluation.' })
  async find(
    @Param('id', { schema: z.coerce.number().int().positive() }) id: number,
  ): Promise<z.infer<typeof evaluationSchema>> {
    const evaluation = await this.evaluations.find(id);
    if (evaluation === null) throw new DomainError('not-found', `There is no evaluation ${id}.`);
    return toEvaluationResponse(evaluation);
  }
}
