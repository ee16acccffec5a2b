import { join } from 'node:path';
import type { Template } from '../../src/templates/template.js';

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
  confinement: { readOnly: true, runtime: null, user: null },
  idle: { pause: null, stop: null, remove: null },
});
