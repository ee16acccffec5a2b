import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openStream, upgrade } from '@spawner/kit/http';

const VISITS = 10;
const POLLS = 5;
const WATCH_MS = 2000;
const FRAME_MS = 100;
const TYPE = 'app';

/** One person's use: launch, visit, watch, stop. In every other round, what is open when the container stops stays open. */
export async function round(person, number) {
  await person.hasLaunched(TYPE);
  const path = `/${person.slug}-${TYPE}/`;
  for (let visit = 0; visit < VISITS; visit += 1) is200(path, await person.open(path));
  for (let poll = 0; poll < POLLS; poll += 1) await person.cards();

  const lines = await watch(person, path);
  const frames = setInterval(() => lines.socket.write(frame()), FRAME_MS);
  await pause(WATCH_MS);
  clearInterval(frames);
  const staysOpen = number % 2 === 0;
  const close = () => Object.values(lines).forEach((line) => line.destroy());
  if (!staysOpen) close();
  is200('stop', await person.stop(TYPE));
  close();
  if (number % 5 === 0) is200('delete', await person.request(`/api/container/${TYPE}`, { method: 'DELETE' }));
}

/** The dashboard's events, the log as it is written, a stream and a WebSocket of the application. */
async function watch({ server: { port }, token }, path) {
  const headers = { authorization: `Bearer ${token}` };
  const service = { 'x-spawner-token': token };
  const streams = [
    openStream(port, '/api/events', { headers }),
    openStream(port, `/api/container/logs/${TYPE}?follow=true`, { headers }),
    openStream(port, `${path}stream`, { headers: service }),
    upgrade(port, path, service),
  ];
  const [events, log, stream, socket] = (await Promise.all(streams)).map(({ status, line }, index) => {
    if (status !== (index === 3 ? 101 : 200)) throw new Error(`stream ${index} answered ${status}`);
    line.on('error', () => undefined).resume();
    return line;
  });
  return { events, log, stream, socket };
}

/** A text frame as a browser sends it, with a mask. */
function frame() {
  const mask = randomBytes(4);
  const text = Buffer.from('hi').map((byte, index) => byte ^ mask[index]);
  return Buffer.concat([Buffer.from([0x81, 0x82]), mask, text]);
}

function is200(what, { status, text }) {
  if (status !== 200) throw new Error(`${what} answered ${status}: ${text}`);
}
