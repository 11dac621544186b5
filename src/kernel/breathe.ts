import { setImmediate, setTimeout } from 'node:timers/promises';

/** Milliseconds that long work may keep the event loop before others are let in. */
const SLICE_MS = 8;

/** Milliseconds that long work rests at most while somebody waits for an answer. */
const REST_MS = 20;

/** After so many milliseconds a request is long work itself, such as an import or a report. */
const SHORT_REQUEST_MS = 250;

/** When the requests that are being answered came. There is one event loop in a process, and so one such list. */
const answering = new Set<{ readonly since: number }>();

/** When long work last let others in. */
let rested = 0;

/** Notes that somebody waits for an answer; call what it returns when the answer is out or nobody waits any more. */
export function awaitAnswer(): () => void {
  const request = { since: performance.now() };
  answering.add(request);
  return () => {
    answering.delete(request);
  };
}

/**
 * Lets others in: to be called in every loop of long work, every few dozen items, since whatever it computes between
 * two calls keeps all requests waiting. It costs nothing until the work has kept the event loop for some milliseconds.
 * A question to the database takes several turns of the loop, so one turn is not enough while somebody waits: then
 * the work rests until the answer is out, but not for long, so that it goes on under any load.
 */
export async function breathe(): Promise<void> {
  if (performance.now() - rested < SLICE_MS) return;
  await setImmediate();
  const until = performance.now() + REST_MS;
  while (performance.now() < until && somebodyWaits()) await setTimeout(1);
  rested = performance.now();
}

/**
 * As `breathe`, for work on one page of rows while the next is read: to be called every few hundred rows. A driver
 * prepares a statement and then runs it, and between the two needs a turn of the loop; without one the database would
 * rest until the page is done.
 */
export async function breatheWhileReading(): Promise<void> {
  await setImmediate();
  await breathe();
}

/** Items after which `mapBreathing` may let others in. */
const PIECE = 25;

/** `items.map(one)` of long work: others are let in on the way. */
export async function mapBreathing<T, R>(items: readonly T[], one: (item: T) => R): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) {
    results.push(one(item));
    if (results.length % PIECE === 0) await breathe();
  }
  return results;
}

function somebodyWaits(): boolean {
  const shortSince = performance.now() - SHORT_REQUEST_MS;
  for (const { since } of answering) if (since > shortSince) return true;
  return false;
}
