import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Place, startService } from '../processes.js';
import type { Latencies } from './latencies.js';

const READER = fileURLToPath(new URL('./reader.js', import.meta.url));

/** How long the service is read while it does nothing else. */
const IDLE_SECONDS = 3;

const latenciesSchema = z.object({ reads: z.number(), p50: z.number(), p99: z.number(), max: z.number() });
const toldSchema = z.object({ idle: latenciesSchema, import: latenciesSchema, evaluate: latenciesSchema });

/** What the service is given to do while deals are read. */
export interface Work {
  /** A file for the import. */
  readonly file: string;
  /** The day of the evaluation (`YYYY-MM-DD`). */
  readonly asOf: string;
  /** Ids of deals of the book to be read. */
  readonly deals: readonly string[];
}

/** Latencies of reads while the service was idle, imported and evaluated. */
export interface PointReads {
  readonly milliseconds: Readonly<Record<'idle' | 'import' | 'evaluate', Latencies>>;
  /** How long each lasted. */
  readonly seconds: Readonly<Record<'idle' | 'import' | 'evaluate', number>>;
  /** The most memory that the service held, in mebibytes. */
  readonly peakMb: number | null;
}

/**
 * Reads single deals over HTTP from a process of its own while the service, in another, first rests, then takes a
 * file into the book and then evaluates it.
 * @throws Error when a read, the import or the evaluation fails.
 */
export async function measurePointReads(place: Place, work: Work): Promise<PointReads> {
  const service = await startService(place);
  const reader = fork(READER, { stdio: 'inherit' });
  try {
    const told = once(reader, 'message');
    // A reader that fails ends; without this one would wait for its message for ever.
    const failed = once(reader, 'exit').then(([code]) => {
      throw new Error(`The reader of deals ended with ${String(code)}.`);
    });
    const phases = async (): Promise<Omit<PointReads, 'peakMb'>> => {
      reader.send({ url: service.url, deals: work.deals });
      reader.send({ phase: 'idle' });
      await sleep(IDLE_SECONDS * 1000);
      reader.send({ phase: 'import' });
      const importSeconds = await post(`${service.url}/api/v1/imports?fileName=deals.csv`, 'text/csv', () =>
        createReadStream(work.file),
      );
      reader.send({ phase: 'evaluate' });
      const evaluateSeconds = await post(`${service.url}/api/v1/evaluations`, 'application/json', () =>
        Readable.from([JSON.stringify({ asOf: work.asOf })]),
      );
      reader.send({ ended: true });
      const [latencies] = await told;
      const seconds = { idle: IDLE_SECONDS, import: importSeconds, evaluate: evaluateSeconds };
      return { milliseconds: toldSchema.parse(latencies), seconds };
    };
    const measured = await Promise.race([phases(), failed]);
    return { ...measured, peakMb: await service.stop() };
  } finally {
    reader.kill();
    await service.stop();
  }
}

/** Posts a body however long the answer takes; gives the seconds it took. */
async function post(url: string, type: string, body: () => Readable): Promise<number> {
  const started = performance.now();
  const sent = request(url, { method: 'POST', headers: { 'content-type': type } });
  body().pipe(sent);
  const [answer] = await once(sent, 'response');
  const said = await text(answer);
  if (answer.statusCode !== 201) throw new Error(`${url} was answered with ${answer.statusCode}: ${said}`);
  return (performance.now() - started) / 1000;
}
