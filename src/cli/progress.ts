import { Presets, SingleBar } from 'cli-progress';
import type { Streams } from './streams.js';

/** Shows how far a long piece of work is. */
export interface Progress {
  /** `count` units are done; `part` of `whole` says how much that is, where it is known, in any unit. */
  update(count: number, part?: number, whole?: number): void;
  stop(): void;
}

/**
 * A bar on a terminal, with how many `unit` are done, how fast, and how long the rest takes; nothing where stderr
 * goes to a file.
 */
export function startProgress(stderr: Streams['stderr'], what: string, unit: string): Progress {
  if (stderr.isTTY !== true) return { update: () => {}, stop: () => {} };
  const format = `${what} {bar} {count} ${unit} · {rate}/s{rest}`;
  const bar = new SingleBar(
    { format, stream: stderr, hideCursor: true, clearOnComplete: true },
    Presets.shades_grey,
  );
  const start = performance.now();
  bar.start(0, 0, { count: '0', rate: '0', rest: '' });
  return {
    update: (count, part = 0, whole = 0) => {
      const seconds = Math.max((performance.now() - start) / 1000, 0.001);
      const left = Math.ceil((seconds * (whole - part)) / part);
      bar.setTotal(whole);
      bar.update(part, {
        count: count.toLocaleString('en-US'),
        rate: Math.round(count / seconds).toLocaleString('en-US'),
        rest: part === 0 ? '' : ` · ${Math.floor((100 * part) / whole)} % · ${left} s left`,
      });
    },
    stop: () => bar.stop(),
  };
}
