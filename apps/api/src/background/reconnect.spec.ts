import { expect, it } from '@jest/globals';
import { reconnect } from './reconnect.js';

it('connection that fails or ends: is made again, until the signal, which also ends the pause', async () => {
  const stopped = new AbortController();
  let connections = 0;
  const ended = reconnect((connected) => {
    connections += 1;
    if (connections === 1) return Promise.reject(new Error('away'));
    connected();
    if (connections === 3) stopped.abort();
    return Promise.resolve();
  }, stopped.signal);
  await ended;
  expect(connections).toBe(3);
});
