import { AsyncResource } from 'node:async_hooks';

/**
 * The same pages, each asked for as if from here, inside of the snapshot that is open now. A generator runs wherever it
 * is asked to go on, and a stream is asked by whoever has taken what it had: by a socket, outside of everything.
 */
export function askedFromHere<T>(pages: AsyncIterable<T>): AsyncIterable<T> {
  const source = pages[Symbol.asyncIterator]();
  const next = AsyncResource.bind(() => source.next());
  async function* asked(): AsyncGenerator<T> {
    try {
      for (let page = await next(); page.done !== true; page = await next()) yield page.value;
    } finally {
      await source.return?.();
    }
  }
  return asked();
}
