/** Median, 99th percentile and maximum of milliseconds. */
export function summary(milliseconds: readonly number[]): string {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) => `${Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0)} ms`;
  return `median ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)} (${sorted.length} times)`;
}

/** As `Date.now()`, with fractions. */
export const now = (): number => performance.timeOrigin + performance.now();
