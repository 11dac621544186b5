/** How many batches may be read that are not yet worked on. */
const AHEAD = 3;

/**
 * The same batches, the next ones read while one is worked on: the text is split and translated here while the
 * database writes on another processor. Batches take unequal times to read and to write, so that with one ahead now
 * the reader would wait and now the database. An error is thrown when its batch would have come.
 */
export async function* readAhead<T>(batches: AsyncIterable<T>): AsyncGenerator<T> {
  const source = batches[Symbol.asyncIterator]();
  const coming: Promise<IteratorResult<T>>[] = [];
  const fetch = (): void => {
    const next = source.next();
    // Whoever waits for it hears of its error; until then nobody may be waiting.
    next.catch(() => {});
    coming.push(next);
  };
  try {
    while (coming.length < AHEAD) fetch();
    for (let next = coming.shift(); next !== undefined; next = coming.shift()) {
      const batch = await next;
      if (batch.done === true) return;
      fetch();
      yield batch.value;
    }
  } finally {
    await source.return?.();
  }
}
