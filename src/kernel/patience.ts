import { AsyncLocalStorage } from 'node:async_hooks';

const patience = new AsyncLocalStorage<{ ms: number | null }>();

/** Milliseconds that the work at hand may wait for other work to make room; null: for as long as anything may. */
export function patienceMs(): number | null {
  return patience.getStore()?.ms ?? null;
}

/**
 * Does work that may wait for so many milliseconds until it has begun; null: for as long as anything may, whoever
 * began it.
 */
export function withPatience<T>(ms: number | null, work: () => T): T {
  return patience.run({ ms }, work);
}

/** Says that the work at hand has begun: to be broken off half way would help nobody who waits for it. */
export function noteBegun(): void {
  const own = patience.getStore();
  if (own !== undefined) own.ms = null;
}
