import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The built command line, beside which this is compiled to (`dist/bench/bench`). */
const CLI = fileURLToPath(new URL('../../cli.js', import.meta.url));
const SEAL_STEP = fileURLToPath(new URL('./seal-step.js', import.meta.url));
const PEAK_HOOK = new URL('./peak-memory-hook.js', import.meta.url).href;

/** What one step took. */
export interface Measured {
  readonly name: string;
  /** Wall clock; that of a command with the start of its process. */
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
  const { seconds, peakMb } = await run(folder, CLI, args);
  return measured(name, rows, seconds, peakMb);
}

/**
 * Seals decisions in an empty book, in a process of its own; the time is that of the sealing alone.
 * @param databaseUrl an empty PostgreSQL database, or null for an SQLite file.
 */
export async function measureSealing(
  name: string,
  rows: number,
  folder: string,
  databaseUrl: string | null,
): Promise<Measured> {
  const args = [String(rows), join(folder, 'seals'), ...(databaseUrl === null ? [] : [databaseUrl])];
  const { printed, peakMb } = await run(folder, SEAL_STEP, args);
  return measured(name, rows, Number(Object(JSON.parse(printed)).seconds), peakMb);
}

async function run(
  folder: string,
  program: string,
  args: readonly string[],
): Promise<{ readonly seconds: number; readonly printed: string; readonly peakMb: number }> {
  const peakFile = join(folder, 'peak.txt');
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', PEAK_HOOK, program, ...args], {
    env: { ...process.env, DEALPROOF_BENCH_PEAK: peakFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [printed, said, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${String(code)}:\n${said}`);
  return { seconds, printed, peakMb: Number(await readFile(peakFile, 'utf8')) / 1024 };
}

function measured(name: string, rows: number, seconds: number, peakMb: number): Measured {
  return {
    name,
    seconds: rounded(seconds, 2),
    rows,
    rowsPerSecond: Math.round(rows / seconds),
    peakMb: rounded(peakMb, 1),
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
