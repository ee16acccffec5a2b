import { setTimeout as delay } from 'node:timers/promises';
import { beginLesson } from './school.mjs';

const BETWEEN_MS = 700;

/** What people do in a lesson, as often as they do it. */
const acts = [
  ...Array(80).fill(visit),
  ...Array(3).fill(callHelp),
  ...Array(4).fill(withdrawHelp),
  ...Array(2).fill(stop),
  ...Array(4).fill(launch),
];

/** They have lost interest, or wait for help with a container that does not start. */
const idle = /^(Finn|Greta|Olga|Samir) /;

/** One person at a time does something, until the signal. */
export async function work(school, signal) {
  const busy = school.pupils.filter(({ name }) => !idle.test(name));
  let { until } = school;
  while (!signal.aborted) {
    // Refusals belong to a lesson as well: a container that starts has no page yet.
    await pick(acts)(school, pick(busy)).catch(() => undefined);
    if (Date.now() > until) until = await beginLesson(school).catch(() => until);
    await delay(BETWEEN_MS, undefined, { signal }).catch(() => undefined);
  }
}

const pick = (list) => list[Math.floor(Math.random() * list.length)];

async function visit(_, { slug, client }) {
  const answer = await client.open(`/${slug}-dev/`);
  await answer.body?.cancel();
}

function callHelp({ classId }, { client }) {
  return client.post('/api/user/help', { class_id: classId, type: 'dev', text: 'Meine Seite bleibt weiß.' });
}

function withdrawHelp({ classId }, { client }) {
  return client.call('DELETE', `/api/user/help?class_id=${classId}`);
}

function stop(_, { client }) {
  return client.post('/api/container/stop/dev');
}

function launch(_, { client }) {
  return client.post('/api/container/launch/dev');
}
