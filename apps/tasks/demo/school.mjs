import { setTimeout as delay } from 'node:timers/promises';
import { Client } from './client.mjs';
import { people } from './people.mjs';

const LESSON_MS = 45 * 60_000;
const LAUNCHES_MS = 15_000;
const CLASSES = ['7b', '8a', '9c'];
const PER_CLASS = 30;
/** The others of the class are absent today. */
const PRESENT = 27;
/** The others who are present have not started yet, so that there is something to start. */
const STARTED = 24;

/** A school in the middle of its first lesson. */
export async function fillSchool({ url }) {
  const admin = await register(url, 'admin@demo.example', 'Alex Admin');
  const teacher = await register(url, 'vogel@demo.example', 'Petra Vogel');
  const { version } = await admin.client.get(`/api/admin/user/${teacher.id}`);
  await admin.client.patch(`/api/admin/user/${teacher.id}`, { version, role: 'manager' });

  const names = people(CLASSES.length * PER_CLASS);
  const classes = [];
  for (const name of CLASSES) {
    const made = await teacher.client.post('/api/classes', { name, templates: ['dev'] });
    const { members } = await teacher.client.post(`/api/class/${made.id}/members`, {
      class_accounts: names.splice(0, PER_CLASS).map((each) => ({ name: each })),
    });
    classes.push({ id: made.id, name, members });
  }
  const [{ id, name, members }] = classes;
  const school = { classId: id, className: name, teacher: teacher.client };
  const until = await beginLesson(school);
  const pupils = await logIn(url, teacher.client, id, members.slice(0, PRESENT));
  const started = pupils.slice(0, STARTED);
  // One of them fails, and one takes longer than the lesson can wait for.
  await Promise.race([
    Promise.all(started.map(({ client }) => client.post('/api/container/launch/dev').catch(() => undefined))),
    delay(LAUNCHES_MS, undefined, { ref: false }),
  ]);
  await handOut(teacher.client, id);
  return { ...school, pupils: started, until, teacherLink: await mailedLink(url, 'vogel@demo.example', 'login') };
}

/** @returns {Promise<number>} when it ends, Unix time in milliseconds */
export async function beginLesson({ teacher, classId }) {
  const until = Date.now() + LESSON_MS;
  await teacher.post(`/api/class/${classId}/lesson`, { until: new Date(until).toISOString() });
  return until;
}

async function handOut(teacher, classId) {
  const page =
    '<!doctype html><meta charset="utf-8"><title>Aufgabe</title><h1>Meine erste Seite</h1><p>Schreibe hier über dich.</p>\n';
  const answer = await teacher.open(
    `/api/class/${classId}/materials?${new URLSearchParams({ name: 'Aufgabe 1', file: 'index.html', type: 'dev' })}`,
    { method: 'POST', body: page, headers: { 'content-type': 'application/octet-stream' } },
  );
  if (!answer.ok) throw new Error(`material: ${answer.status} ${await answer.text()}`);
  const { id } = await answer.json();
  await teacher.post(`/api/class/${classId}/material/${id}/deliver`, { all: true });
}

/** As people do who sit down: with the codes of their login cards. */
async function logIn(url, teacher, classId, members) {
  const printed = await teacher.post(`/api/class/${classId}/cards/print`, {
    user_ids: members.map(({ user_id: userId }) => userId),
    renew: true,
  });
  const pupils = [];
  for (const { user_id: userId, name, code } of printed.cards) {
    const client = new Client(url);
    const { user } = await client.post('/api/auth/card/code', { class_code: printed.class_code, code });
    pupils.push({ userId, name, slug: user.slug, client });
  }
  return pupils;
}

async function register(url, email, name) {
  const link = await mailedLink(url, email, 'signup');
  const { access_token: token, user } = await new Client(url).post('/api/auth/verify', {
    token: link.slice(link.indexOf('#') + 1),
  });
  const client = new Client(url, token);
  await client.patch('/api/user/me', { display_name: name });
  return { id: user.id, client };
}

/** From the outbox, which is where mails are without a mail server. */
async function mailedLink(url, email, endpoint) {
  const client = new Client(url);
  const links = async () => {
    const { mails } = await client.get('/api/outbox');
    return mails.flatMap(({ to, link }) => (to === email && link ? [link] : []));
  };
  const before = new Set(await links());
  await client.post(`/api/auth/${endpoint}`, { email });
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await delay(50)) {
    const link = (await links()).find((each) => !before.has(each));
    if (link) return link;
  }
  throw new Error(`no mail to ${email}`);
}
