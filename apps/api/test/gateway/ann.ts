import type { ContainerRef } from '../../src/container-ref/container-ref.js';
import type { Instance } from '../../src/runtime/container-runtime.js';

/** Served under /ann-dev. */
export const ann: ContainerRef = { userId: 1, slug: 'ann', type: 'dev' };

export const runningAt = (port: number): Instance => ({
  userId: 1,
  type: 'dev',
  id: 'c1',
  name: 'user-ann-dev-1',
  image: 'image',
  state: 'running',
  exitCode: null,
  outOfMemory: false,
  imageId: null,
  specHash: null,
  health: null,
  port: 8080,
  keptPrefix: '',
  memoryBytes: null,
  address: { host: '127.0.0.1', port },
  restarts: 0,
  ...{ node: null, waitsFor: null },
  createdAt: new Date(0),
});
