import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { DomainError } from '../kernel/errors.js';
import { PoliciesService } from '../policies/policies.service.js';

const liveSchema = z.object({ status: z.literal('ok') });
const readySchema = liveSchema.extend({ engine: z.enum(['sqlite', 'postgres']), policies: z.int() });

/** Whether the process lives, and whether it can do its work. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly policies: PoliciesService,
  ) {}

  @Get('live')
  @ApiOkResponse({ standardSchema: liveSchema })
  live(): z.infer<typeof liveSchema> {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOkResponse({ standardSchema: readySchema })
  async ready(): Promise<z.infer<typeof readySchema>> {
    const policies = await this.policies.all().catch((error: unknown) => {
      // A probe asks whether to send requests here: not now, whatever the reason.
      if (!(error instanceof DomainError)) throw error;
      throw new DomainError('unavailable', error.message, error.problems, { cause: error });
    });
    try {
      await this.database.rows(this.database.reader, 'select 1 as one', []);
    } catch (error) {
      throw new DomainError('unavailable', 'The database does not answer.', [], { cause: error });
    }
    return { status: 'ok', engine: this.database.engine, policies: policies.length };
  }
}
