import type { UpgradeProgress } from '../logging/upgrade-progress.js';
import type { Progress } from './progress.js';
import type { Streams } from './streams.js';

/** Shows on a terminal how far an older book is brought along; the bar is loaded and drawn once there is anything to show. */
export class UpgradeBar implements UpgradeProgress {
  private bar: Progress | null = null;

  constructor(private readonly stderr: Streams['stderr']) {}

  async tell(done: number, all: number): Promise<void> {
    if (this.bar === null) {
      this.stderr.write(
        'This book is of an earlier version; its deals are prepared for reports, once. If this is broken off, the next command goes on with it.\n',
      );
      const { startProgress } = await import('./progress.js');
      this.bar = startProgress(this.stderr, 'preparing', 'deals');
    }
    this.bar.update(done, done, all);
  }

  end(): void {
    this.bar?.stop();
    this.bar = null;
  }
}
