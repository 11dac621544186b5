import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import { formatInstant, HOUR_MS } from '../kernel/instants.js';
import { LOGGER } from '../logging/logger.js';
import type { ReportRun } from '../report-runs/domain/report-run.js';
import { PlannedRuns } from '../report-runs/planned-runs.js';
import { ReportRunsService } from '../report-runs/report-runs.service.js';
import type { ReportSchedule } from '../reports/domain/saved-report.js';
import { ReportDefinitions } from '../reports/report-definitions.js';
import { type NextRun, nextRuns } from './domain/next-runs.js';
import { type KnownSchedule, SchedulesStore } from './schedules.store.js';
import { isScheduled, SlotKeeper } from './slot-keeper.js';

/** A schedule as it is shown. */
export interface ShownSchedule {
  /** Of the saved report. */
  readonly name: string;
  readonly report: string;
  readonly title: string;
  readonly owner: string | null;
  readonly schedule: ReportSchedule;
  readonly paused: KnownSchedule['paused'];
  /** The last run that was begun, try-outs aside. */
  readonly lastRun: ReportRun | null;
  /** The next five; none while it is paused. */
  readonly next: readonly NextRun[];
}

/** How many of the next runs are shown. */
const SHOWN = 5;

/** The schedules of saved reports. */
@Injectable()
export class SchedulesService {
  private prunedAt = -Infinity;

  constructor(
    private readonly store: SchedulesStore,
    private readonly slots: SlotKeeper,
    private readonly planned: PlannedRuns,
    private readonly runs: ReportRunsService,
    private readonly delivery: DeliveryService,
    private readonly definitions: ReportDefinitions,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** All schedules, by name. */
  async list(): Promise<readonly ShownSchedule[]> {
    const now = this.clock();
    const known = await this.store.known();
    const scheduled = this.definitions.saved().filter(isScheduled);
    return Promise.all(
      scheduled.map(async ({ name, report, title, owner, schedule }) => {
        const paused = known.get(name)?.paused ?? null;
        return {
          name,
          report,
          title,
          owner: owner ?? null,
          schedule,
          paused,
          lastRun: await this.runs.lastBegun(name),
          next: paused === null ? nextRuns(schedule.cron, schedule.zone, now, SHOWN) : [],
        };
      }),
    );
  }

  /** Who paused which schedules, by name, also of reports that there are no more. */
  async paused(): Promise<ReadonlyMap<string, NonNullable<KnownSchedule['paused']>>> {
    const known = [...(await this.store.known()).values()];
    return new Map(known.flatMap(({ name, paused }) => (paused === null ? [] : [[name, paused]])));
  }

  /** A schedule. @throws DomainError `not-found` */
  async find(name: string): Promise<ShownSchedule> {
    const shown = await this.list();
    const found = shown.find((each) => each.name === name);
    if (found !== undefined) return found;
    // Says which names there are.
    this.definitions.findSaved(name);
    throw new DomainError('not-found', `${name} has no schedule.`, [
      {
        file: `${name}.json`,
        path: 'schedule',
        message: 'It is made only when somebody asks for it.',
        remedy: 'Give it a schedule, such as { "cron": "0 9 * * MON", "zone": "Europe/Stockholm" }.',
      },
    ]);
  }

  /**
   * Stops a schedule until it is resumed: what waits to be made is not made, and neither are times that pass meanwhile;
   * both are in the ledger as skipped. A run that is being made ends by itself.
   * @returns the schedule, and how many runs were taken out of the line.
   * @throws DomainError `not-found`
   */
  async pause(name: string, by: string): Promise<ShownSchedule & { readonly skipped: number }> {
    const { paused } = await this.find(name);
    const now = this.clock();
    const skipped = await this.database.transaction(async () => {
      await this.store.see(name, now);
      if (paused !== null) return 0;
      await this.store.pause(name, { at: now, by });
      return this.planned.skipWaiting(
        name,
        `The schedule was paused by ${by} at ${formatInstant(now)}.`,
        now,
      );
    });
    if (paused === null) this.logger.info({ schedule: name, by, skipped }, 'A schedule was paused.');
    return { ...(await this.find(name)), skipped };
  }

  /** Lets a schedule go on with the next of its times. @throws DomainError `not-found` */
  async resume(name: string, by: string): Promise<ShownSchedule> {
    await this.find(name);
    // What has come due until now did so while it was paused.
    await this.slots.keep();
    await this.store.pause(name, null);
    this.logger.info({ schedule: name, by }, 'A schedule goes on.');
    return this.find(name);
  }

  /**
   * Milliseconds since the slot was due that has waited longest for its report, be it in line, being made, or not even
   * noted since nobody looks for slots; 0 where none waits.
   */
  async lagMs(): Promise<number> {
    const slots = [await this.slots.firstUnnoted(), await this.runs.oldestWaitingSlot()];
    const now = this.clock();
    return Math.max(0, ...slots.map((slot) => (slot === null ? 0 : now - slot)));
  }

  /**
   * One round of the service: notes the slots that have come due, makes the runs that are due one after another, and
   * delivers. Each part is done although another fails; what fails is logged, and tried again in the next round.
   * @param signal ends deliveries.
   */
  async tick(signal: AbortSignal): Promise<void> {
    await this.keepSlots();
    await this.makeDue();
    await this.deliver(signal);
  }

  /** The first part of a round. */
  async keepSlots(): Promise<void> {
    await this.attempt('The slots of schedules could not be noted.', () => this.slots.keep());
  }

  /** The second part of a round; by the hour, files that are not kept any longer are removed. */
  async makeDue(): Promise<void> {
    await this.attempt('The reports that are due could not be made.', async () => {
      await this.runs.makeDue();
      const now = this.clock();
      if (Math.abs(now - this.prunedAt) < HOUR_MS) return;
      this.prunedAt = now;
      await this.runs.prune();
    });
  }

  /** The third part of a round. */
  async deliver(signal: AbortSignal): Promise<void> {
    await this.attempt('What is due could not be delivered.', () => this.delivery.deliverDue(signal));
  }

  private async attempt(message: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error }, message);
    }
  }
}
