import { join } from 'node:path';
import type { Template } from '../../src/templates/template.js';

export const LIMITS = {
  memoryBytes: 128 * 1024 ** 2,
  cpuQuota: 50_000,
  processes: 256,
  shmBytes: null,
  layerBytes: 5 * 1024 ** 3,
};

/** The bundled dev template under an image name of the test's own. */
export const devTemplate = (image: string): Template => ({
  type: 'dev',
  displayName: 'Development Container',
  description: { de: '', en: '' },
  image,
  baseImage: null,
  folder: join(__dirname, '../../../../docker/templates/dev'),
  access: 'private',
  trusted: false,
  volumes: ['/srv/www'],
  upload: '/srv/www',
  port: 8080,
  path: 'strip',
  environment: {},
  command: null,
  ready: { path: null, seconds: 60 },
  health: false,
  limits: LIMITS,
  typicalMemoryBytes: LIMITS.memoryBytes / 2,
  confinement: { readOnly: true, runtime: null, user: null, root: false, capabilities: [], init: true },
  missingConsents: [],
  idle: { pause: null, stop: null, remove: null },
  traffic: null,
});
