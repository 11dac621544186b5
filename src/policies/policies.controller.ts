import { Controller, Get, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  policyListSchema,
  policySchema,
  toPolicyList,
  toPolicyResponse,
  versionParamSchema,
  type PolicyListResponse,
  type PolicyResponse,
} from './policies.schemas.js';
import { PoliciesService } from './policies.service.js';
import { unknownVersion } from './unknown-version.js';

/** The policy versions over HTTP, to read. */
@ApiTags('policies')
@Controller('api/v1/policies')
export class PoliciesController {
  constructor(private readonly policies: PoliciesService) {}

  @Get()
  @ApiOperation({ summary: 'All versions of the deal-registration policy, the earliest in force first' })
  @ApiOkResponse({ standardSchema: policyListSchema })
  async list(): Promise<PolicyListResponse> {
    return toPolicyList(await this.policies.state());
  }

  @Get(':version')
  @ApiOperation({ summary: 'One version with its criteria, texts and sources' })
  @ApiOkResponse({ standardSchema: policySchema })
  @ApiNotFoundResponse({ description: 'There is no such version; the answer names those there are.' })
  async version(@Param('version', { schema: versionParamSchema }) version: string): Promise<PolicyResponse> {
    const state = await this.policies.state();
    const row = state.rows.find(({ policy }) => policy.version === version);
    const versions = state.rows.map(({ policy }) => policy.version);
    if (row === undefined) throw unknownVersion(this.policies.policyId, version, versions);
    return toPolicyResponse(row, state);
  }
}
