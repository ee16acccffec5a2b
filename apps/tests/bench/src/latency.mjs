import { median, quantile, timed } from './measure.mjs';

const WARM_UP = 300;
const ROUNDS = 9;
const REQUESTS = 250;

/**
 * How long two requests take, in alternation, one at a time. The slowest of a hundred are often slow because the machine did
 * something else, which hits one side or the other: so each round has a ratio of its own, and their median counts.
 * @returns the ratio of the 99th percentiles, with those of all requests, in milliseconds
 */
export async function compareLatency(ours, theirs) {
  for (let request = 0; request < WARM_UP; request += 1) {
    await theirs();
    await ours();
  }
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const times = { ours: [], theirs: [] };
    for (let request = 0; request < REQUESTS; request += 1) {
      times.theirs.push(await timed(theirs));
      times.ours.push(await timed(ours));
    }
    rounds.push(times);
  }
  const all = (side) => rounds.flatMap((times) => times[side]);
  const ratios = rounds.map((times) => quantile(times.ours, 0.99) / quantile(times.theirs, 0.99));
  return {
    ours: quantile(all('ours'), 0.99),
    floor: quantile(all('theirs'), 0.99),
    ratio: median(ratios),
    unit: 'ms',
    note: `rounds ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} ×; medians ${median(all('ours')).toFixed(2)} and ${median(all('theirs')).toFixed(2)} ms`,
  };
}
