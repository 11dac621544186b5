import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { Body, Controller, Headers, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPreconditionFailedResponse,
  ApiProduces,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { z } from 'zod';
import {
  activationRequestSchema,
  impactRequestSchema,
  impactSchema,
  rollbackRequestSchema,
  rulesChangeSchema,
  toRulesChange,
  versionSchema,
} from './activation.schemas.js';
import { ActivationService } from './activation.service.js';
import { ChangedDealsCsv } from './changed-deals-csv.js';
import { DraftRules } from './draft-rules.js';
import { type DraftImpact, type ImpactOptions, ImpactService } from './impact.service.js';

type RulesChangeResponse = z.infer<typeof rulesChangeSchema>;

/** What a draft of the rules folder would do, its activation, and taking that back, over HTTP. */
@ApiTags('policies')
@ApiNotFoundResponse({ description: 'There is no such version; the answer names those there are.' })
@ApiConflictResponse({ description: 'The rules in force, or what came in between, do not allow it.' })
@ApiUnprocessableEntityResponse({ description: 'Rules or their cases are wrong; all problems are told.' })
@Controller('api/v1/policies/:version')
export class ActivationController {
  constructor(
    private readonly drafts: DraftRules,
    private readonly impacts: ImpactService,
    private readonly activations: ActivationService,
  ) {}

  @Post('impact')
  @HttpCode(200)
  @ApiOperation({
    summary: 'What becomes of the book under a draft; with accept: text/csv the changed deals',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ standardSchema: impactSchema })
  async impact(
    @Param('version', { schema: versionSchema }) version: string,
    @Body({ schema: impactRequestSchema }) body: z.infer<typeof impactRequestSchema>,
    @Headers('accept') accept: string | undefined,
  ): Promise<DraftImpact | StreamableFile> {
    const file = await this.drafts.fileOf(version);
    const options = { by: body?.by ?? null, wholeBook: body?.wholeBook ?? false };
    return accept?.includes('text/csv') === true
      ? this.changedDeals(version, file, options)
      : this.impacts.compute(file, options);
  }

  @Post('activation')
  @HttpCode(200)
  @ApiOperation({ summary: 'Puts a draft in force and judges the book again' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'ETag of the draft’s file.' })
  @ApiPreconditionFailedResponse({ description: 'The draft is not the one that was read.' })
  @ApiOkResponse({ standardSchema: rulesChangeSchema })
  async activate(
    @Param('version', { schema: versionSchema }) version: string,
    @Body({ schema: activationRequestSchema }) body: z.infer<typeof activationRequestSchema>,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<RulesChangeResponse> {
    const change = await this.activations.activate(await this.drafts.fileOf(version), { ...body, ifMatch });
    return toRulesChange(change);
  }

  @Post('rollback')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes the last activation back, which must be that of this version' })
  @ApiOkResponse({ standardSchema: rulesChangeSchema })
  async rollBack(
    @Param('version', { schema: versionSchema }) version: string,
    @Body({ schema: rollbackRequestSchema }) { by }: z.infer<typeof rollbackRequestSchema>,
  ): Promise<RulesChangeResponse> {
    return toRulesChange(await this.activations.rollBack(version, by));
  }

  private async changedDeals(version: string, file: string, options: ImpactOptions): Promise<StreamableFile> {
    const body = new PassThrough();
    const csv = new ChangedDealsCsv(body);
    const written = this.impacts.compute(file, { ...options, onChanged: csv.add }).then(() => csv.end());
    // What fails before the first line is answered as an error; after it, the connection breaks off, so that nobody
    // takes a part of the list for the whole.
    written.catch((error: unknown) =>
      csv.breakOff(error instanceof Error ? error : new Error(String(error))),
    );
    await Promise.race([written, once(body, 'readable')]);
    return new StreamableFile(body, {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: `attachment; filename="impact-${version}.csv"`,
    });
  }
}
