export interface Quantiles {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

/** Of milliseconds; the nearest rank. */
export function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99) };
}
