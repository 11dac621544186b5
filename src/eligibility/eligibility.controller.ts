import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { idSchema } from '../http/paging.schemas.js';
import type { EligibilityAnswer } from './domain/answer.js';
import { eligibilityQuerySchema, eligibilitySchema } from './eligibility.schemas.js';
import { EligibilityService } from './eligibility.service.js';

/** May a deal be registered, over HTTP. */
@ApiTags('eligibility')
@Controller('api/v1/deals')
export class EligibilityController {
  constructor(private readonly eligibility: EligibilityService) {}

  @Get(':id/eligibility')
  @ApiOperation({ summary: 'Whether a deal may be registered, why (not), and by which rule' })
  @ApiOkResponse({ standardSchema: eligibilitySchema })
  @ApiNotFoundResponse({ description: 'The book has no such deal, or there is no such policy version.' })
  async explain(
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: eligibilityQuerySchema }) query: z.infer<typeof eligibilityQuerySchema>,
  ): Promise<EligibilityAnswer> {
    const { policy, asOf, knownAt, lang } = query;
    return this.eligibility.explain(id, { policy, asOf, knownAt, language: lang });
  }
}
