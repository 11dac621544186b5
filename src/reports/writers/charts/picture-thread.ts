import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { svgToPng } from './chart-png.js';

/** What the thread is asked: SVG pictures, and how wide each is. */
const askedSchema = z.array(z.object({ svg: z.string(), width: z.number() }));

async function answer(message: unknown): Promise<void> {
  const asked = askedSchema.parse(message);
  const pictures = await Promise.all(asked.map(({ svg, width }) => svgToPng(svg, width)));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins
  parentPort?.postMessage(pictures);
}

// One message with the pictures wanted; the thread is ended by who started it, who is also told what fails.
parentPort?.once('message', (message: unknown) => void answer(message));
