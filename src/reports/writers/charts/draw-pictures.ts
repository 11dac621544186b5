import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { ChartSvg } from './chart-svg.js';

const THREAD = new URL('./picture-thread.js', import.meta.url);

/** Run from its TypeScript sources, as by tests, the program has no file that a thread could load. */
const IS_COMPILED = import.meta.url.endsWith('.js');

const picturesSchema = z.array(z.instanceof(Uint8Array));

/**
 * Pictures as PNG, in their order. They are drawn by a thread of its own that ends with them: the renderer and its font
 * take a hundred megabytes, which are free again before a million rows are written, and each picture takes some tenths
 * of a second, in which requests are answered all the same.
 * @throws what the renderer throws.
 */
export async function drawPictures(charts: readonly ChartSvg[]): Promise<readonly Uint8Array[]> {
  const asked = charts.map(({ svg, width }) => ({ svg, width }));
  if (!IS_COMPILED) {
    const { svgToPng } = await import('./chart-png.js');
    return Promise.all(asked.map(({ svg, width }) => svgToPng(svg, width)));
  }
  const thread = new Worker(THREAD);
  try {
    const answer = once(thread, 'message');
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins
    thread.postMessage(asked);
    const [pictures]: unknown[] = await answer;
    return picturesSchema.parse(pictures);
  } finally {
    await thread.terminate();
  }
}
