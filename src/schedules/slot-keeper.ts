import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK } from '../config/config.module.js';
import { Database } from '../database/database.js';
import type { Clock } from '../kernel/clock.js';
import { formatInstant } from '../kernel/instants.js';
import { LOGGER } from '../logging/logger.js';
import type { ReportSchedule, SavedReport } from '../reports/domain/saved-report.js';
import { ReportDefinitions } from '../reports/report-definitions.js';
import { PlannedRuns, type SlotOf } from '../report-runs/planned-runs.js';
import { dueSlots, planSlots } from './domain/plan-slots.js';
import { Slots } from './domain/slots.js';
import { type KnownSchedule, SchedulesStore } from './schedules.store.js';

/** So far the clocks of several machines may differ before the clock counts as put back. */
const CLOCKS_DIFFER_MS = 60_000;

/** A schedule that was away for less was not taken away on purpose: another replica may have an older folder. */
const AWAY_MS = 10 * 60_000;

/** A saved report with a schedule. */
type Scheduled = SavedReport & { readonly schedule: ReportSchedule };

/** Gives each slot that comes due its run in the ledger, or notes why it has none that is made. */
@Injectable()
export class SlotKeeper {
  constructor(
    private readonly store: SchedulesStore,
    private readonly runs: PlannedRuns,
    private readonly definitions: ReportDefinitions,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Looks for slots of all schedules that have come due since it was last done, here or in another process. */
  async keep(): Promise<void> {
    const now = this.clock();
    const scheduled = this.definitions.saved().filter(isScheduled);
    const known = await this.store.known();
    for (const saved of scheduled) await this.keepOne(saved, known.get(saved.name) ?? null, now);
    const names = new Set(scheduled.map(({ name }) => name));
    for (const each of known.values()) {
      if (!names.has(each.name) && each.cron !== null) await this.noteGone(each, now);
    }
  }

  private async keepOne(saved: Scheduled, known: KnownSchedule | null, now: number): Promise<void> {
    const { cron, zone } = saved.schedule;
    if (known === null) {
      await this.store.see(saved.name, now);
      await this.store.consider(unseen(saved.name, now), cron, zone, now);
      return;
    }
    if (now < known.consideredUntil - CLOCKS_DIFFER_MS) {
      const was = formatInstant(known.consideredUntil);
      this.logger.warn({ schedule: saved.name, was }, 'The clock was put back. No slot is made twice.');
      await this.store.consider(known, cron, zone, now);
      return;
    }
    if (known.cron === null || known.zone === null) {
      const from = now - known.consideredUntil <= AWAY_MS ? known.consideredUntil : now;
      await this.store.consider(known, cron, zone, from);
      return;
    }
    const changed = known.cron !== cron || known.zone !== zone;
    const due = dueSlots(new Slots(known.cron, known.zone), known.consideredUntil, now);
    if (due.slots.length === 0 && !changed) return;
    await this.database.transaction(async () => {
      // Whoever comes first notes the slots.
      if (!(await this.store.consider(known, cron, zone, Math.max(now, known.consideredUntil)))) return;
      const slotOf: SlotOf = { saved, now };
      if (due.earlier !== null) await this.runs.skip(slotOf, due.earlier.first, manyMissed(due.earlier.last));
      const why = known.paused === null ? (changed ? CHANGED : null) : pausedReason(known.paused);
      if (why !== null) {
        for (const slot of due.slots) await this.runs.skip(slotOf, slot, why);
        return;
      }
      const { made, missed } = planSlots(due, saved.schedule, now);
      for (const slot of missed) await this.runs.skip(slotOf, slot, MISSED[saved.schedule.catchUp]);
      await this.runs.add(slotOf, made, saved.schedule);
    });
  }

  /** Its last slots are not noted: there is no saved report that says what a run of them would be. */
  private async noteGone(known: KnownSchedule, now: number): Promise<void> {
    if (await this.store.consider(known, null, null, Math.max(now, known.consideredUntil))) {
      this.logger.warn({ schedule: known.name }, 'A schedule is gone; nothing is made by it any more.');
    }
  }
}

/** Whether a saved report has a schedule. */
export function isScheduled(saved: SavedReport): saved is Scheduled {
  return saved.schedule !== undefined;
}

function unseen(name: string, now: number): KnownSchedule {
  return { name, cron: null, zone: null, consideredUntil: now, paused: null };
}

const CHANGED = 'Its schedule was changed before it was made.';
const MISSED = {
  skip: 'No service ran at its time, and the schedule says to let such times pass (catchUp: skip).',
  latest: 'No service ran at its time, and only the latest is made up for (catchUp: latest).',
  all: 'No service ran at its time, and later ones are as many as are made up for (catchUpAtMost).',
};

function pausedReason({ by, at }: { readonly by: string; readonly at: number }): string {
  return `The schedule was paused by ${by} at ${formatInstant(at)}.`;
}

function manyMissed(last: number): string {
  return `No service ran at its time. This stands for all its times up to ${formatInstant(last)}, which were too many to make up for.`;
}
