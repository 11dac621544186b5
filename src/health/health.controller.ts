import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { problemSchema } from '../http/problem.schemas.js';
import { DomainError } from '../kernel/errors.js';
import { PoliciesService } from '../policies/policies.service.js';
import { ReportDefinitions } from '../reports/report-definitions.js';

const liveSchema = z.object({ status: z.literal('ok') });
const readySchema = z.object({
  status: z
    .enum(['ok', 'degraded'])
    .describe('Degraded: it answers, but something needs a person; `problems` says what.'),
  engine: z.enum(['sqlite', 'postgres']),
  ruleSetId: z.int().describe('The rule set that deals are judged by.'),
  policies: z.int().describe('How many versions are in it.'),
  problems: z.array(problemSchema),
});

/** Whether the process lives, and whether it can do its work. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly policies: PoliciesService,
    private readonly reports: ReportDefinitions,
  ) {}

  @Get('live')
  @ApiOkResponse({ standardSchema: liveSchema })
  live(): z.infer<typeof liveSchema> {
    return { status: 'ok' };
  }

  /**
   * A probe asks whether to send requests here. While rule files or saved reports are wrong, what was last in force
   * goes on, so the answer stays yes: taking every replica away for a slip in a file would stop the service instead.
   */
  @Get('ready')
  @ApiOkResponse({ standardSchema: readySchema })
  @ApiServiceUnavailableResponse({ description: 'The database does not answer, or no rules are in force.' })
  async ready(): Promise<z.infer<typeof readySchema>> {
    const { ruleSetId, policies, problems } = await this.policies.health().catch((error: unknown) => {
      if (error instanceof DomainError) throw error;
      throw new DomainError('unavailable', 'The database does not answer.', [], { cause: error });
    });
    if (ruleSetId === null) {
      throw new DomainError('unavailable', 'No rules are in force: the rule files are not valid.', problems);
    }
    const { engine } = this.database;
    const ofReports = this.reports.problems();
    return {
      status: problems.length + ofReports.length === 0 ? 'ok' : 'degraded',
      engine,
      ruleSetId,
      policies: policies.length,
      problems: [...problems, ...ofReports],
    };
  }
}
