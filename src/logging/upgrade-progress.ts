import type { Logger } from 'pino';

/** Injection token of the `UpgradeProgress`. */
export const UPGRADE_PROGRESS = Symbol('UpgradeProgress');

/** Is told how far a book is brought along that an earlier version of the program wrote. */
export interface UpgradeProgress {
  /** So many of all deals are prepared; told at the start and after every few. */
  tell(done: number, all: number): Promise<void>;
  /** Nothing more is told: all are prepared, or it was broken off. */
  end(complete: boolean): void;
}

/** How often progress is told before it is worth another line of the log. */
const TOLD_EVERY = 25;

/** Writes it to the log. */
export class LoggedUpgrade implements UpgradeProgress {
  private told = 0;

  constructor(private readonly logger: Logger) {}

  async tell(done: number, all: number): Promise<void> {
    if (this.told % TOLD_EVERY === 0) {
      this.logger.warn(
        { deals: all - done },
        'Deals of an older book are being prepared for reports, once; if this is broken off, the next start goes on with it.',
      );
    }
    this.told += 1;
  }

  end(complete: boolean): void {
    if (complete) this.logger.warn('All deals are prepared for reports.');
  }
}
