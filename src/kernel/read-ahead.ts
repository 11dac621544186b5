/**
 * The same batches, the next ones read while one is worked on. An error is thrown when its batch would have come. Who
 * stops early waits until what is being read has come.
 * @param ahead how many batches may be read that are not yet worked on; at least one.
 */
export async function* readAhead<T>(batches: AsyncIterable<T>, ahead: number): AsyncGenerator<T> {
  const source = batches[Symbol.asyncIterator]();
  const coming: Promise<IteratorResult<T>>[] = [];
  const fetch = (): void => {
    const next = source.next();
    // Whoever waits for it hears of its error; until then nobody may be waiting.
    next.catch(() => {});
    coming.push(next);
  };
  try {
    while (coming.length < ahead) fetch();
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
