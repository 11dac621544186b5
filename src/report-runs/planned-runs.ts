import { Injectable } from '@nestjs/common';
import type { ReportSchedule, SavedReport } from '../reports/domain/saved-report.js';
import type { RunProblem } from './domain/report-run.js';
import { ReportRunsStore } from './report-runs.store.js';
import { savedSha256 } from './this-process.js';

/** Of what a slot is, and the present as epoch ms. */
export interface SlotOf {
  readonly saved: SavedReport;
  readonly now: number;
}

/** Puts the runs of schedules into the ledger. A slot that has a run keeps it, whatever is said of it later. */
@Injectable()
export class PlannedRuns {
  constructor(private readonly store: ReportRunsStore) {}

  /** Notes a slot of which no run is made. */
  async skip({ saved, now }: SlotOf, slot: number, why: string): Promise<void> {
    const problem = told(saved.name, why);
    await this.store.add({ ...runOf(saved, slot, 1), state: 'skipped', problem }, now);
  }

  /**
   * Puts runs of slots in line, the earliest first. Where runs take longer than their interval, what the schedule says
   * of missed times holds for those that wait: `skip` has none wait, `latest` one, `all` as many as it makes up for.
   */
  async add({ saved, now }: SlotOf, slots: readonly number[], schedule: ReportSchedule): Promise<void> {
    const { catchUp, catchUpAtMost, attempts } = schedule;
    if (slots.length === 0) return;
    if (catchUp === 'skip' && (await this.store.underWay(saved.name))) {
      const why = 'The run before it had not ended yet, and the schedule has none wait (catchUp: skip).';
      for (const slot of slots) await this.skip({ saved, now }, slot, why);
      return;
    }
    for (const slot of slots)
      await this.store.add({ ...runOf(saved, slot, attempts), state: 'queued', problem: null }, now);
    const waiting = await this.store.waiting(saved.name);
    const most = catchUp === 'all' ? catchUpAtMost : 1;
    const why = 'It still waited for the run before it when the next one came due.';
    for (const runId of waiting.slice(0, Math.max(waiting.length - most, 0)))
      await this.store.skip(runId, told(saved.name, why), now);
  }

  /** Takes the runs of a schedule that wait out of the line; how many there were. */
  async skipWaiting(name: string, why: string, now: number): Promise<number> {
    const waiting = await this.store.unbegun(name);
    for (const runId of waiting) await this.store.skip(runId, told(name, why), now);
    return waiting.length;
  }
}

function runOf(saved: SavedReport, slot: number, attemptsAllowed: number) {
  const { name, version } = saved;
  return {
    savedReport: name,
    savedVersion: version,
    savedSha256: savedSha256(saved),
    trigger: 'schedule',
    slot,
    attemptsAllowed,
    askedBy: null,
  } as const;
}

function told(name: string, why: string): RunProblem {
  const remedy = `To have it made now: dealproof schedule run ${name}`;
  return { message: why, problems: [{ message: why, remedy }] };
}
