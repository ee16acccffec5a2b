import { join } from 'node:path';
import type { Settings } from '../config/settings.js';
import type { Installation } from '../database/installation.js';
import type { Template } from '../templates/template.js';
import type { ContainerRuntime } from './container-runtime.js';
import { dockerClient, hasEngine } from './docker/docker-client.js';
import { DockerService } from './docker/docker.service.js';
import { reachesContainers } from './docker/engine-facts.js';
import { ProcessRuntime } from './process/process-runtime.js';

/** What the choice depends on. */
export interface Place {
  readonly settings: Settings;
  readonly installation: Installation;
  readonly templates: (type: string) => Template;
}

/**
 * Docker where there is an engine, or was one (in production always), else local processes. It does not wait for an
 * answer: an engine that is still starting would lose its services to processes without isolation.
 */
export function chooseRuntime(
  { settings, installation, templates }: Place,
  engineIsThere = hasEngine(settings.docker.host),
): ContainerRuntime {
  const automatic = settings.production || engineIsThere || installation.runtimes.includes('docker');
  const imagePatienceMs = settings.launch.imageSeconds * 1000;
  if (settings.runtime === 'docker' || (settings.runtime === 'auto' && automatic)) {
    return new DockerService(dockerClient(settings.docker.host), {
      installation: installation.id,
      network: settings.docker.network,
      subnet: settings.docker.subnet,
      limits: settings.limits,
      imagePatienceMs,
      publish: (engine) => !settings.traefikEnabled && !reachesContainers(settings.docker.host, engine),
    });
  }
  return new ProcessRuntime(join(settings.folders.data, 'processes'), templates, imagePatienceMs);
}
