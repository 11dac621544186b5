/** How long reads took, in milliseconds. */
export interface Latencies {
  readonly reads: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Sums latencies up; a percentile is the smallest of them that at least so many percent do not exceed. */
export function latenciesOf(milliseconds: readonly number[]): Latencies {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (percent: number): number => {
    const ms = sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
    return Number(ms.toFixed(1));
  };
  return { reads: sorted.length, p50: at(50), p99: at(99), max: at(100) };
}
