/** Duration of the work in milliseconds. */
export async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Of an even number of values the mean of the two in the middle: the upper one alone is always too high. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * A row of the result: Spawner's figure divided by the floor that was measured beside it. Only the ratio is judged,
 * because absolute figures say more about the machine than about Spawner.
 */
export const atMost = (limit, row) => ratioRow(row, `≤ ${limit} ×`, (ratio) => ratio <= limit);

export const atLeast = (limit, row) => ratioRow(row, `≥ ${limit} ×`, (ratio) => ratio >= limit);

function ratioRow({ name, ours, floor, ratio = ours / floor, unit, note }, target, isKept) {
  const text = `${ratio.toFixed(2)} × (${figure(ours)} against ${figure(floor)} ${unit}${note ? `; ${note}` : ''})`;
  return { name, value: ratio, text, target, kept: isKept(ratio) };
}

/** A row that has no floor: a size, or a count. */
export const noMoreThan = (limit, { name, value, unit, note }) => ({
  name,
  value,
  text: `${figure(value)} ${unit}${note ? ` (${note})` : ''}`,
  target: `≤ ${limit} ${unit}`,
  kept: value <= limit,
});

export const exactly = (expected, { name, value }) => ({
  name,
  value,
  text: String(value),
  target: `= ${expected}`,
  kept: value === expected,
});

const figure = (value) => (Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(0));
