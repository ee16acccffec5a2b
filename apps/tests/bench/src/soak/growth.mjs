/** By how much a run may grow in its second half: more than its values scatter, less than a leak of 4 KB a launch. */
const BOUNDS = {
  heap: { most: 2, unit: ' MB' },
  rss: { most: 15, unit: ' MB' },
  descriptors: { most: 4, unit: '' },
  emitters: { most: 40, unit: '' },
  listeners: { most: 1, unit: '' },
  timers: { most: 4, unit: '' },
};

/**
 * Growth of each value over the second half of the run, from a line fitted by least squares. The first half is left out,
 * because caches, pools and compiled code grow until every path has been used.
 * @param {readonly { minute: number }[]} samples
 */
export function growth(samples) {
  const half = samples.slice(Math.floor(samples.length / 2));
  const minutes = half.map(({ minute }) => minute);
  const length = minutes.at(-1) - minutes[0];
  return Object.entries(BOUNDS).map(([name, { most, unit }]) => {
    const by = slope(
      minutes,
      half.map((sample) => sample[name]),
    );
    const grown = by * length;
    return { name, grown, most, unit, flat: grown <= most };
  });
}

function slope(xs, ys) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(xs), mean(ys)];
  const spread = xs.reduce((sum, each) => sum + (each - x) ** 2, 0);
  return spread === 0 ? 0 : xs.reduce((sum, each, index) => sum + (each - x) * (ys[index] - y), 0) / spread;
}
