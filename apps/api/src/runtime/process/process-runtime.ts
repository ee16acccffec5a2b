import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '../../templates/template.js';
import type { Runtime } from '../runtime.js';
import { ProcessContainers } from './process-containers.js';
import { ProcessHost } from './process-host.js';
import { ProcessImages } from './process-images.js';
import { ProcessVolumes } from './process-volumes.js';

/**
 * Services as local processes on loopback, for a machine without an engine. No isolation at all: for trying the
 * product out. They end with this process and can be started again by the next one.
 * @param templates where the image of an instance comes from that an earlier process has made
 * @param patienceMs longest time a build may make no progress
 */
export function processRuntime(folder: string, templates: (type: string) => Template, patienceMs: number) {
  mkdirSync(folder, { recursive: true });
  const images = new ProcessImages(join(folder, 'images'), patienceMs);
  const volumes = new ProcessVolumes(join(folder, 'volumes'), (name) => containers.recordOf(name));
  const containers: ProcessContainers = new ProcessContainers(folder, { templates, images, volumes });
  return { containers, images, volumes, host: new ProcessHost(folder) } satisfies Runtime;
}
