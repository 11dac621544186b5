/**
 * The same batches, each read while the one before it is worked on: the text is split and translated here while the
 * database writes on another processor. An error is thrown when its batch would have come.
 */
export async function* readAhead<T>(batches: AsyncIterable<T>): AsyncGenerator<T> {
  const source = batches[Symbol.asyncIterator]();
  const fetch = (): Promise<IteratorResult<T>> => {
    const next = source.next();
    // Whoever waits for it hears of its error; until then nobody may be waiting.
    next.catch(() => {});
    return next;
  };
  try {
    let coming = fetch();
    for (let batch = await coming; batch.done !== true; batch = await coming) {
      coming = fetch();
      yield batch.value;
    }
  } finally {
    await source.return?.();
  }
}
