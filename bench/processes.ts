import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The built command line, beside which this is compiled to (`dist/bench/bench`). */
const CLI = fileURLToPath(new URL('../../dealproof.cjs', import.meta.url));
const USAGE_HOOK = fileURLToPath(new URL('./usage-hook.cjs', import.meta.url));

const usageSchema = z.object({ peakKb: z.number(), cpuSeconds: z.number() });

/** Where a book is. */
export interface Place {
  readonly dataDir: string;
  /** Address of its PostgreSQL database, or null for the SQLite file in `dataDir`. */
  readonly databaseUrl: string | null;
}

/** What a process took, from its start to its end. */
export interface Usage {
  /** Wall clock. */
  readonly seconds: number;
  /** Processor time of the process itself, all threads; null where it cannot be known. A database server's is not in it. */
  readonly cpuSeconds: number | null;
  /** The most memory that it held at once (resident set), in mebibytes; null where it cannot be known. */
  readonly peakMb: number | null;
  /** What it wrote to its standard output. */
  readonly printed: string;
}

/**
 * Runs `dealproof` on a book in a process of its own.
 * @throws Error with what the command said when it fails.
 */
export async function runDealproof(place: Place, args: readonly string[]): Promise<Usage> {
  return runNode([CLI, ...args, '--data', place.dataDir], place);
}

/**
 * Runs a program of the benchmark in a process of its own; its first arguments are the folder and, on PostgreSQL, the
 * address of the book.
 * @param program its compiled file, relative to this one.
 * @throws Error with what it said when it fails.
 */
export async function runStep(program: string, place: Place, args: readonly string[]): Promise<Usage> {
  const file = fileURLToPath(new URL(program, import.meta.url));
  return runNode([file, place.dataDir, place.databaseUrl ?? '', ...args], place);
}

/**
 * Runs a tool that is installed on the machine.
 * @param input what it reads from its standard input.
 * @throws Error with what it said when it fails.
 */
export async function runTool(command: string, args: readonly string[], input: string): Promise<Usage> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input);
  const watched = watchPeak(child);
  const printed = await ended(child, command);
  return { seconds: since(started), cpuSeconds: null, peakMb: await watched, printed };
}

/** Whether a tool is installed on the machine. */
export async function hasTool(command: string): Promise<boolean> {
  const child = spawn(command, ['--version'], { stdio: 'ignore' });
  const [code] = await Promise.race([once(child, 'close'), once(child, 'error').then(() => [1])]);
  return code === 0;
}

/** Starts the service on a book, on a free port. `stop` ends it and tells the most memory that it held. */
export async function startService(
  place: Place,
): Promise<{ readonly url: string; stop(): Promise<number | null> }> {
  const child = spawn(process.execPath, [CLI, 'serve', '--port', '0', '--data', place.dataDir], {
    env: environment(place),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      const found = /https?:\/\/[\d.]+:\d+/.exec(said);
      if (found !== null) resolve(found[0]);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('close', (code) => reject(new Error(`The service ended with ${String(code)}:\n${said}`)));
  });
  const stop = async (): Promise<number | null> => {
    const peakMb = await peakOf(child);
    const closed = once(child, 'close');
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await closed;
    }
    return peakMb;
  };
  return { url, stop };
}

async function runNode(args: readonly string[], place: Place): Promise<Usage> {
  const usageFile = join(tmpdir(), `dealproof-bench-${randomUUID()}.json`);
  const started = performance.now();
  const child = spawn(process.execPath, ['--require', USAGE_HOOK, ...args], {
    env: { ...environment(place), DEALPROOF_BENCH_USAGE: usageFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const printed = await ended(child, args.join(' '));
    const seconds = since(started);
    const { peakKb, cpuSeconds } = usageSchema.parse(JSON.parse(await readFile(usageFile, 'utf8')));
    return { seconds, cpuSeconds, peakMb: peakKb / 1024, printed };
  } finally {
    await rm(usageFile, { force: true });
  }
}

/** What a child prints; throws with what it says when it fails. */
async function ended(child: ChildProcess, what: string): Promise<string> {
  if (child.stdout === null || child.stderr === null) throw new Error('Output must be piped.');
  const [printed, said, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`${what} ended with ${String(code)}:\n${said}`);
  return printed;
}

/** The environment of a process that works on a book, and on no other that the caller's environment names. */
function environment({ databaseUrl }: Place): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, ...others } = process.env;
  return databaseUrl === null ? others : { ...others, DATABASE_URL: databaseUrl };
}

/** Looks again and again at a tool that cannot tell its own peak; the last moments can be missed. */
async function watchPeak(child: ChildProcess): Promise<number | null> {
  let peak: number | null = null;
  while (child.exitCode === null && child.signalCode === null) {
    peak = (await peakOf(child)) ?? peak;
    await sleep(20);
  }
  return peak;
}

/** The peak of a process that still runs, as Linux tells it. */
async function peakOf({ pid }: ChildProcess): Promise<number | null> {
  const status = await readFile(`/proc/${pid ?? ''}/status`, 'utf8').catch(() => '');
  const kb = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kb === undefined ? null : Number(kb) / 1024;
}

function since(started: number): number {
  return (performance.now() - started) / 1000;
}
