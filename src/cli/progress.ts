import { Presets, SingleBar } from 'cli-progress';
import type { CliContext } from './context.js';

/** Shows how far a long piece of work is. */
export interface Progress {
  /** `done` of `total` units; total 0 where it is not known. */
  update(done: number, total?: number): void;
  stop(): void;
}

/** A bar on a terminal; nothing where stderr goes to a file. */
export function startProgress(context: CliContext, what: string): Progress {
  const { stderr } = context.streams;
  if (stderr.isTTY !== true) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar(
    { format: `${what} {bar} {value}`, stream: stderr, hideCursor: true, clearOnComplete: true },
    Presets.shades_grey,
  );
  bar.start(0, 0);
  return {
    update: (done, total) => {
      if (total !== undefined) bar.setTotal(total);
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
