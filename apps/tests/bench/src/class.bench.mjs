import { setTimeout as delay } from 'node:timers/promises';
import Docker from 'dockerode';
import { get } from './get.mjs';
import { handOut } from './hand-out.mjs';
import { compareLatency } from './latency.mjs';
import { atMost, median, noMoreThan, quantile } from './measure.mjs';
import { closeViews, openViews, watchedLaunches } from './watched-launches.mjs';

const docker = new Docker();
const VIEWS = 20;
const WINDOW_MS = 5000;
/** PostgreSQL counts a transaction up to a second later, and V8 gives memory back some seconds after the last request. */
const LEAST_WINDOWS = 2;
const MOST_WINDOWS = 8;

/** A class: its live page's first answer, how soon the page shows what happens, what it costs; and handing out. */
export async function classBench({ product, postgres, people }) {
  const [teacher, ...members] = people;
  const classId = await makeClass(teacher, members);
  const rows = [await firstAnswer(product, teacher, classId)];
  const before = await inRest(product);
  const views = await openViews(product, teacher, classId, VIEWS);
  const open = await inRest(product);
  rows.push(
    noMoreThan(10, { name: `memory of ${VIEWS} open live pages`, value: open.memory - before.memory, unit: 'MB' }),
    noMoreThan(5, {
      name: `transactions in ${WINDOW_MS / 1000} s that ${VIEWS} idle live pages add`,
      value: open.transactions - before.transactions,
      unit: 'transactions',
      note: `${before.transactions} without`,
    }),
  );
  closeViews(views.splice(1));
  rows.push(await pushLatency(views[0], members));
  closeViews(views);
  await product.removeContainers();
  const of = { product, postgres, teacher, members, classId };
  return [...rows, await handOut(of), await watchedLaunches(of)];
}

async function makeClass(teacher, members) {
  const { body } = await teacher.request('/api/classes', { body: { name: 'bench', templates: ['dev'] } });
  const ids = members.map(({ user }) => user.id);
  const { status, text } = await teacher.request(`/api/class/${body.id}/members`, { body: { user_ids: ids } });
  if (status !== 201) throw new Error(`The members: ${status} ${text}`);
  return body.id;
}

async function firstAnswer(product, teacher, classId) {
  const compared = await compareLatency(
    () => get(product, teacher, `/api/class/${classId}/live`),
    () => get(product, teacher, '/api/user/containers'),
  );
  return atMost(2, { name: 'live page of 29 people, first answer, p99, against the own list', ...compared });
}

/** When its garbage is collected and all is stored. The product's own loops are in every window. */
async function inRest(product) {
  let memory = product.memory();
  for (let window = 0; ; window += 1) {
    const transactions = await transactionsIn(product);
    const falls = product.memory() < memory - 1;
    memory = product.memory();
    if (window >= LEAST_WINDOWS && !falls) return { memory, transactions };
    if (window > MOST_WINDOWS) throw new Error('The memory of the product does not come to rest');
  }
}

async function transactionsIn(product) {
  const count = async () => {
    const [{ n }] = await product.query(
      'SELECT xact_commit::int AS n FROM pg_stat_database WHERE datname = current_database()',
    );
    return n;
  };
  const first = await count();
  await delay(WINDOW_MS);
  return (await count()) - first;
}

/** Each container is killed past Spawner; the engine says when it ended. */
async function pushLatency(view, members) {
  await Promise.all(members.map((member) => member.hasLaunched('dev')));
  const times = [];
  for (const member of members) {
    const container = docker.getContainer(member.containerName('dev'));
    const shown = view.next(
      ({ name, data }) => name === 'person' && data.user_id === member.user.id && data.status !== 'running',
    );
    await container.kill();
    const at = await shown;
    const { State } = await container.inspect();
    times.push(at - Date.parse(State.FinishedAt));
  }
  return noMoreThan(300, {
    name: `container ends past Spawner until the live page shows it, slowest of ${times.length}`,
    value: Math.max(...times),
    unit: 'ms',
    note: `median ${median(times).toFixed(0)} ms, p90 ${quantile(times, 0.9).toFixed(0)} ms`,
  });
}
