import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Latencies, latenciesOf } from './latencies.js';

/** Milliseconds between two reads. */
const EVERY_MS = 10;

const messageSchema = z.union([
  z.object({ url: z.string(), deals: z.array(z.string()).min(1) }),
  z.object({ phase: z.string() }),
  z.object({ ended: z.literal(true) }),
]);

/**
 * A process that asks the service for single deals, one every 10 ms whatever became of the ones before, so that a
 * service that stalls is asked as often as one that does not. The parent tells it what to ask for, names the phases,
 * and is told the latencies of each at the end.
 */
async function main(): Promise<void> {
  const latencies = new Map<string, number[]>();
  const agent = new Agent({ keepAlive: true });
  const waiting = new Set<Promise<void>>();
  const state = { url: '', deals: [''], phase: '', ended: false };
  process.on('message', (message) => Object.assign(state, messageSchema.parse(message)));
  const started = performance.now();
  for (let count = 0; !state.ended; count += 1) {
    await sleep(Math.max(0, started + count * EVERY_MS - performance.now()));
    const { url, deals, phase } = state;
    if (phase === '') continue;
    // A stride that meets the deals in no order that the book would know.
    const deal = deals[(count * 7919) % deals.length] ?? '';
    const times = latencies.get(phase) ?? [];
    latencies.set(phase, times);
    const read = readDeal(agent, `${url}/api/v1/deals/${deal}`, times).finally(() => waiting.delete(read));
    waiting.add(read);
  }
  await Promise.all(waiting);
  agent.destroy();
  const told = Object.fromEntries(
    [...latencies].map(([name, ms]): [string, Latencies] => [name, latenciesOf(ms)]),
  );
  process.send?.(told, () => process.disconnect());
}

/** Asks for a deal and notes the milliseconds to the last byte of the answer. */
async function readDeal(agent: Agent, url: string, times: number[]): Promise<void> {
  const asked = performance.now();
  const answer = await answerTo(agent, url);
  if (answer.statusCode !== 200) throw new Error(`${url} was answered with ${String(answer.statusCode)}.`);
  await once(answer.resume(), 'end');
  times.push(performance.now() - asked);
}

/** The answer to a question; asked again where the service was just closing the idle connection that it went by. */
async function answerTo(agent: Agent, url: string): Promise<IncomingMessage> {
  const question = get(url, { agent });
  try {
    const [answer] = await once(question, 'response');
    return answer;
  } catch (error) {
    const closing = question.reusedSocket && error instanceof Error && 'code' in error;
    if (closing && error.code === 'ECONNRESET') return answerTo(agent, url);
    throw new Error(`${url} was not answered.`, { cause: error });
  }
}

await main();
