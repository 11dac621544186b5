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

  /**
   * Looks for slots of all schedules that have come due since it was last done, here or in another process.
   * @throws what went wrong with some, when all others have been looked at.
   */
  async keep(): Promise<void> {
    const now = this.clock();
    const scheduled = this.definitions.saved().filter(isScheduled);
    const known = await this.store.known();
    const names = new Set(scheduled.map(({ name }) => name));
    const gone = [...known.values()].filter(({ name }) => !names.has(name) && !this.isUnclear(name));
    const failures: unknown[] = [];
    for (const keep of [
      ...scheduled.map((saved) => () => this.keepOne(saved, known.get(saved.name) ?? null, now)),
      ...gone.map((each) => () => this.noteGone(each, now)),
    ]) {
      await keep().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 1) throw new AggregateError(failures, 'The slots of several schedules failed.');
    if (failures.length === 1) throw failures[0];
  }

  /** Whether its file, or the folder, is wrong: what is not in force for that has not been taken out. */
  private isUnclear(name: string): boolean {
    return this.definitions
      .problems()
      .some(({ file }) => file === `${name}.json` || file?.endsWith('.json') !== true);
  }

  /** The earliest slot that has come due and is not noted yet, as epoch ms; null where all are. */
  async firstUnnoted(): Promise<number | null> {
    const known = await this.store.known();
    const now = this.clock();
    const due = this.definitions
      .saved()
      .filter(isScheduled)
      .flatMap(({ name }) => known.get(name) ?? [])
      .flatMap(({ cron, zone, consideredUntil }) => {
        const slot = cron === null || zone === null ? null : new Slots(cron, zone).after(consideredUntil);
        return slot === null || slot > now ? [] : [slot];
      });
    return due.length === 0 ? null : Math.min(...due);
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
    const isNew = known.cron === null || known.zone === null;
    const changed = !isNew && (known.cron !== cron || known.zone !== zone);
    const from = isNew && now - known.consideredUntil > AWAY_MS ? now : known.consideredUntil;
    const due = dueSlots(new Slots(known.cron ?? cron, known.zone ?? zone), from, now);
    if (due.slots.length === 0 && !changed && !isNew) return;
    await this.database.transaction(async () => {
      // Whoever comes first notes the slots.
      const considered = await this.store.consider(known, cron, zone, Math.max(now, from));
      if (considered === null) return;
      const { paused } = considered;
      const slotOf: SlotOf = { saved, now };
      const why = paused === null ? (changed ? CHANGED : null) : pausedReason(paused);
      if (due.earlier !== null) {
        const { first, last } = due.earlier;
        await this.runs.skip(slotOf, first, `${why ?? UNATTENDED} ${standsFor(last)}`);
      }
      if (why !== null) {
        for (const slot of due.slots) await this.runs.skip(slotOf, slot, why);
        return;
      }
      const { made, missed } = planSlots(due, saved.schedule, now);
      for (const slot of missed) await this.runs.skip(slotOf, slot, MISSED[saved.schedule.catchUp]);
      await this.runs.add(slotOf, made, saved.schedule);
    });
  }

  /**
   * Slots that came due before it was seen that it is gone have no run, since no saved report says what that would be;
   * they are left to whoever has the report still, or gets it back before long.
   */
  private async noteGone(known: KnownSchedule, now: number): Promise<void> {
    const { name, cron, zone, consideredUntil } = known;
    if (cron === null || zone === null) return;
    const { slots, earlier } = dueSlots(new Slots(cron, zone), consideredUntil, now);
    const first = earlier?.first ?? slots[0];
    const until = first === undefined ? Math.max(now, consideredUntil) : first - 1;
    if ((await this.store.consider(known, null, null, until)) === null) return;
    this.logger.warn({ schedule: name }, 'A schedule is gone; nothing is made by it any more.');
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
const UNATTENDED = 'No service ran at its time.';
const MISSED = {
  skip: 'No service ran at its time, and the schedule says to let such times pass (catchUp: skip).',
  latest: 'No service ran at its time, and only the latest is made up for (catchUp: latest).',
  all: 'No service ran at its time, and later ones are as many as are made up for (catchUpAtMost).',
};

function pausedReason({ by, at }: { readonly by: string; readonly at: number }): string {
  return `The schedule was paused by ${by} at ${formatInstant(at)}.`;
}

function standsFor(last: number): string {
  return `This stands for all its times up to ${formatInstant(last)}, which are too many to note one by one.`;
}
