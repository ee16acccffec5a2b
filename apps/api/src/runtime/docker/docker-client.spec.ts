import { inspect } from 'node:util';
import { expect, it } from '@jest/globals';
import { dockerClient } from './docker-client.js';

it('client of a guard: what it writes out of its connections does not grow with them', () => {
  const none = Buffer.alloc(0);
  const client = dockerClient('tcp://127.0.0.1:2376', { ca: none, cert: none, key: none });
  const { agent } = client.modem as unknown as { agent: object };
  expect(inspect({ agent }, { showHidden: true, depth: null }).length).toBeLessThan(100);
});
