import { Temporal } from 'temporal-polyfill';
import { DAY_MS, MINUTE_MS } from '../../kernel/instants.js';
import { CronTimes } from '../../reports/domain/cron.js';

/**
 * The slots of a schedule: the moments at which it comes due, by a clock on the wall of its zone. A slot is the first
 * moment at which that clock shows the time that the schedule names, or a later one. So each local time comes once:
 * of an hour that autumn repeats the first counts; a time that spring leaves out comes due when the clock has been put
 * forward, together with others that it leaves out. Instants in epoch ms.
 */
export class Slots {
  private readonly times: CronTimes;

  /**
   * @param zone IANA time zone.
   * @throws TypeError for a cron that `cronProblem` refuses.
   */
  constructor(
    cron: string,
    private readonly zone: string,
  ) {
    this.times = new CronTimes(cron);
  }

  /** The first slot after an instant; null where there never is one. */
  after(instant: number): number | null {
    let wall = this.times.next(wallOf(this.at(instant)));
    // While autumn repeats an hour, times of it that have been already come up again.
    while (wall !== null && this.slotOf(wall) <= instant) wall = this.times.next(wall);
    return wall === null ? null : this.slotOf(wall);
  }

  /** The last slot at or before an instant; null where there never was one. */
  upTo(instant: number): number | null {
    const minute = Math.floor(this.latestShown(instant) / MINUTE_MS) * MINUTE_MS;
    // Strictly before the next minute: all times are whole ones.
    const wall = this.times.previous(minute + MINUTE_MS);
    return wall === null ? null : this.slotOf(wall);
  }

  /** The latest time that the clock had shown by then: more than it shows while autumn repeats an hour. */
  private latestShown(instant: number): number {
    const now = this.at(instant);
    const turned = now.getTimeZoneTransition('previous');
    if (turned === null || instant - turned.epochMilliseconds > DAY_MS) return wallOf(now);
    return Math.max(wallOf(now), wallOf(this.at(turned.epochMilliseconds - 1)));
  }

  private slotOf(wall: number): number {
    const time = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
    const shown = time.toZonedDateTime(this.zone, { disambiguation: 'earlier' });
    if (wallOf(shown) === wall) return shown.epochMilliseconds;
    // There is no such time: Temporal gave the moment before the clock is put forward that is as far from it.
    return shown.getTimeZoneTransition('next')?.epochMilliseconds ?? shown.epochMilliseconds;
  }

  private at(instant: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(this.zone);
  }
}

/** What a clock on the wall shows, in milliseconds as if it were UTC. */
function wallOf(time: Temporal.ZonedDateTime): number {
  return time.epochMilliseconds + time.offsetNanoseconds / 1e6;
}
