import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** A schedule as it was when slots were last looked for. Instants are epoch ms. */
export interface KnownSchedule {
  readonly name: string;
  /** Null while no saved report of the name has a schedule. */
  readonly cron: string | null;
  readonly zone: string | null;
  /** Slots up to this moment have their runs. */
  readonly consideredUntil: number;
  readonly paused: { readonly at: number; readonly by: string } | null;
}

interface ScheduleRow {
  readonly name: string;
  readonly cron: string | null;
  readonly zone: string | null;
  readonly considered_until: number;
  readonly paused_at: number | null;
  readonly paused_by: string | null;
}

const COLUMNS = 'name, cron, zone, considered_until, paused_at, paused_by';

/** What schedules the service has seen, up to when it has looked for their slots, and which are paused. */
@Injectable()
export class SchedulesStore {
  constructor(private readonly database: Database) {}

  /** All that were ever seen, by name. */
  async known(): Promise<ReadonlyMap<string, KnownSchedule>> {
    const rows = await this.database.rows<ScheduleRow>(
      this.database.reader,
      `select ${COLUMNS} from schedules order by name`,
      [],
    );
    return new Map(rows.map((row) => [row.name, toSchedule(row)]));
  }

  /** Notes a schedule that is seen for the first time; nothing where another process has. */
  async see(name: string, now: number): Promise<void> {
    await this.database.execute(
      'insert into schedules (name, cron, zone, considered_until) values (?, null, null, ?) on conflict (name) do nothing',
      [name, now],
    );
  }

  /**
   * Notes up to when slots have been looked for, and by which cron from then on.
   * @returns the schedule as it is then, perhaps paused since `before` was read; null where another process has looked
   * since: the slots are its to note then.
   */
  async consider(
    before: KnownSchedule,
    cron: string | null,
    zone: string | null,
    until: number,
  ): Promise<KnownSchedule | null> {
    const rows = await this.database.rows<ScheduleRow>(
      this.database.writer,
      `update schedules set cron = ?, zone = ?, considered_until = ?
        where name = ? and considered_until = ? and coalesce(cron, '') = ? and coalesce(zone, '') = ?
        returning ${COLUMNS}`,
      [cron, zone, until, before.name, before.consideredUntil, before.cron ?? '', before.zone ?? ''],
    );
    return rows[0] === undefined ? null : toSchedule(rows[0]);
  }

  /** Pauses a schedule or lets it go on; nothing where it is so already. */
  async pause(name: string, paused: KnownSchedule['paused']): Promise<void> {
    await this.database.execute(
      `update schedules set paused_at = ?, paused_by = ? where name = ? and (paused_at is null) = (? = 1)`,
      [paused?.at ?? null, paused?.by ?? null, name, paused === null ? 0 : 1],
    );
  }
}

function toSchedule(row: ScheduleRow): KnownSchedule {
  const { name, cron, zone, considered_until, paused_at, paused_by } = row;
  const paused = paused_at === null ? null : { at: paused_at, by: paused_by ?? '' };
  return { name, cron, zone, consideredUntil: considered_until, paused };
}
