import autocannon from 'autocannon';
import { cpuSeconds } from './cpu.mjs';
import { median } from './measure.mjs';

/** At the same time. */
export const CONNECTIONS = 10;
const WARM_UP_SECONDS = 2;
const SECONDS = 2;
const ROUNDS = 5;

/**
 * Requests per second of two targets, and the CPU time that their processes take for one: on a machine that does other
 * work the rate changes, the CPU time hardly. After a warm-up of both, short rounds alternate, and so does who is first.
 * The ratio is the median of the rounds' ratios: both sides of one round had the same machine.
 * @param ours, theirs with the `pids` of the processes that answer, and the headers of each connection
 */
export async function compareThroughput(ours, theirs) {
  const runs = new Map([ours, theirs].map((target) => [target, []]));
  for (const target of runs.keys()) await run(target, WARM_UP_SECONDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? [ours, theirs] : [theirs, ours];
    for (const target of order) runs.get(target).push(await run(target, SECONDS));
  }
  const ratio = median(runs.get(ours).map(({ rate }, round) => rate / runs.get(theirs)[round].rate));
  const of = (target, name) => median(runs.get(target).map((each) => each[name]));
  const both = (name) => `${of(ours, name).toFixed(0)} and ${of(theirs, name).toFixed(0)}`;
  return {
    ours: of(ours, 'rate'),
    floor: of(theirs, 'rate'),
    ratio,
    unit: '/s',
    cpu: { ours: of(ours, 'cpu'), theirs: of(theirs, 'cpu') },
    note: `µs of CPU ${both('cpu')}; p99 ${both('p99')} ms`,
  };
}

async function run({ pids, url, headers }, seconds) {
  let next = 0;
  const used = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const before = used();
  const { requests, duration, latency, non2xx, errors } = await autocannon({
    url,
    setupClient: (client) => client.setHeaders(headers[next++ % headers.length]),
    connections: CONNECTIONS,
    duration: seconds,
  });
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} answers were not 2xx, ${errors} failed`);
  return {
    rate: requests.total / duration,
    cpu: ((used() - before) / requests.total) * 1e6,
    p99: latency.p99,
  };
}
