import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { z } from 'zod';
import { ReportRunsService } from '../report-runs/report-runs.service.js';
import { reportRunSchema, toRunResponse } from '../report-runs/run-response.js';
import {
  byRequestSchema,
  pausedSchema,
  runRequestSchema,
  savedNameSchema,
  scheduleListSchema,
  scheduleSchema,
  toScheduleResponse,
} from './schedules.schemas.js';
import { SchedulesService } from './schedules.service.js';
import { Ticking } from './ticking.js';

/** The schedules of saved reports over HTTP. */
@ApiTags('reports')
@ApiNotFoundResponse({ description: 'There is no such saved report, or it has no schedule.' })
@Controller('api/v1/schedules')
export class SchedulesController {
  constructor(
    private readonly schedules: SchedulesService,
    private readonly runs: ReportRunsService,
    private readonly ticking: Ticking,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The schedules, with their last runs and their next times' })
  @ApiOkResponse({ standardSchema: scheduleListSchema })
  async list(): Promise<z.infer<typeof scheduleListSchema>> {
    return { items: (await this.schedules.list()).map(toScheduleResponse) };
  }

  @Post(':name/run')
  @HttpCode(202)
  @ApiOperation({ summary: 'Has a saved report made now, whether it has a schedule or not' })
  @ApiAcceptedResponse({ standardSchema: reportRunSchema })
  async run(
    @Param('name', { schema: savedNameSchema }) name: z.infer<typeof savedNameSchema>,
    @Body({ schema: runRequestSchema }) { by, test }: z.infer<typeof runRequestSchema>,
  ): Promise<z.infer<typeof reportRunSchema>> {
    const run = await this.runs.request(name, by, test);
    this.ticking.goRound();
    return toRunResponse(run);
  }

  @Post(':name/pause')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stops a schedule until it is resumed; what waits is not made' })
  @ApiOkResponse({ standardSchema: pausedSchema })
  async pause(
    @Param('name', { schema: savedNameSchema }) name: z.infer<typeof savedNameSchema>,
    @Body({ schema: byRequestSchema }) { by }: z.infer<typeof byRequestSchema>,
  ): Promise<z.infer<typeof pausedSchema>> {
    const { skipped, ...shown } = await this.schedules.pause(name, by);
    return { ...toScheduleResponse(shown), skipped };
  }

  @Post(':name/resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Lets a schedule go on with the next of its times' })
  @ApiOkResponse({ standardSchema: scheduleSchema })
  async resume(
    @Param('name', { schema: savedNameSchema }) name: z.infer<typeof savedNameSchema>,
    @Body({ schema: byRequestSchema }) { by }: z.infer<typeof byRequestSchema>,
  ): Promise<z.infer<typeof scheduleSchema>> {
    return toScheduleResponse(await this.schedules.resume(name, by));
  }
}
