import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The built command line, beside which this is compiled to (`dist/bench/bench`). */
const CLI = fileURLToPath(new URL('../../cli.js', import.meta.url));
const PEAK_HOOK = new URL('./peak-memory-hook.js', import.meta.url).href;

/** What one step took. */
export interface Measured {
  readonly name: string;
  /** Wall clock, the start of the process included. */
  readonly seconds: number;
  readonly rows: number;
  readonly rowsPerSecond: number;
  /** The most memory the process held at once (resident set), in mebibytes. */
  readonly peakMb: number;
}

/**
 * Runs `dealproof` with arguments in a process of its own and measures it; `rows` is how much work it is.
 * @throws Error with what the command said when it fails.
 */
export async function measure(
  name: string,
  rows: number,
  folder: string,
  args: readonly string[],
): Promise<Measured> {
  const peakFile = join(folder, 'peak.txt');
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', PEAK_HOOK, CLI, ...args], {
    env: { ...process.env, DEALPROOF_BENCH_PEAK: peakFile },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`dealproof ${args.join(' ')} ended with ${String(code)}:\n${said}`);
  const peakKb = Number(await readFile(peakFile, 'utf8'));
  return {
    name,
    seconds: rounded(seconds, 2),
    rows,
    rowsPerSecond: Math.round(rows / seconds),
    peakMb: rounded(peakKb / 1024, 1),
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
