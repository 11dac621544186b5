import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { withPatience } from '../kernel/patience.js';
import { WorkService } from '../work/work.service.js';
import { SchedulesService } from './schedules.service.js';

/** Milliseconds between two looks at the clock. */
const EVERY_MS = 5_000;

const NAME = 'schedules';

/**
 * Goes the rounds of the schedules for as long as the service runs. The parts of a round go on side by side, so that a
 * report that takes long keeps neither slots from being noted nor others from being delivered; a part that is still at
 * it is not begun again.
 */
@Injectable()
export class Ticking implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly ending = new AbortController();
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly registry: SchedulerRegistry,
    private readonly schedules: SchedulesService,
    private readonly work: WorkService,
  ) {}

  onApplicationBootstrap(): void {
    this.registry.addInterval(
      NAME,
      setInterval(() => this.goRound(), EVERY_MS),
    );
    this.goRound();
  }

  /** Begins a round at once, such as when somebody has asked for a run. */
  goRound(): void {
    if (this.ending.signal.aborted) return;
    this.once('slots', () => this.schedules.keepSlots());
    this.once('runs', () => this.schedules.makeDue());
    this.once('deliveries', () => this.schedules.deliver(this.ending.signal));
  }

  async beforeApplicationShutdown(): Promise<void> {
    // Nest may have deleted it by now, and there is none yet where the start failed.
    if (this.registry.doesExist('interval', NAME)) this.registry.deleteInterval(NAME);
    this.ending.abort();
    await this.work.stop('the service, which is stopping');
    await Promise.all(this.running.values());
  }

  private once(part: string, go: () => Promise<void>): void {
    if (this.running.has(part)) return;
    // Also where a request has begun the round, it is not the request that waits for it.
    const going = withPatience(null, go).finally(() => this.running.delete(part));
    this.running.set(part, going);
  }
}
