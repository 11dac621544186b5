import { Controller, Get, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { diffPolicies, type PolicyDiff } from './domain/diff-policies.js';
import { versionParamSchema } from './policies.schemas.js';
import { PoliciesService } from './policies.service.js';
import { policyDiffSchema } from './policy-diff.schemas.js';

/** Two policy versions compared over HTTP. */
@ApiTags('policies')
@Controller('api/v1/policies')
export class PolicyDiffController {
  constructor(private readonly policies: PoliciesService) {}

  @Get(':version/diff/:other')
  @ApiOperation({ summary: 'How another version differs from this one, by meaning' })
  @ApiOkResponse({ standardSchema: policyDiffSchema })
  @ApiNotFoundResponse({ description: 'There is no such version; the answer names those there are.' })
  async diff(
    @Param('version', { schema: versionParamSchema }) version: string,
    @Param('other', { schema: versionParamSchema }) other: string,
  ): Promise<PolicyDiff> {
    return diffPolicies(await this.policies.version(version), await this.policies.version(other));
  }
}
