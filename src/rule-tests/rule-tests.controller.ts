import { Controller, Get, Param } from '@nestjs/common';
import {
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { RuleTestReport } from './domain/test-policy.js';
import { ruleTestSchema, versionParamSchema } from './rule-tests.schemas.js';
import { RuleTestsService } from './rule-tests.service.js';

/** The tests of policy versions over HTTP. */
@ApiTags('policies')
@Controller('api/v1/policies')
export class RuleTestsController {
  constructor(private readonly tests: RuleTestsService) {}

  @Get(':version/tests')
  @ApiOperation({
    summary: 'What the cases of a version in the rules folder come to, what they cover, and cases to add',
  })
  @ApiOkResponse({ standardSchema: ruleTestSchema })
  @ApiNotFoundResponse({ description: 'There is no such version; the answer names those there are.' })
  @ApiUnprocessableEntityResponse({ description: 'Files in the rules folder are wrong.' })
  async test(@Param('version', { schema: versionParamSchema }) version: string): Promise<RuleTestReport> {
    return this.tests.testVersion(version);
  }
}
