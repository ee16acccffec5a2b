import { join } from 'node:path';
import type Docker from 'dockerode';
import type { Settings } from '../config/settings.js';
import type { Template } from '../templates/template.js';
import type { ContainerRuntime } from './container-runtime.js';
import { DockerService } from './docker/docker.service.js';
import { dockerClient, type EngineInfo, info } from './docker/docker-client.js';
import { ProcessRuntime } from './process/process-runtime.js';

/** Docker where an engine answers (in production always), else local processes. */
export async function chooseRuntime(
  settings: Settings,
  installation: string,
  templates: (type: string) => Template,
): Promise<ContainerRuntime> {
  const asked = settings.runtime;
  const docker = dockerClient(settings.docker.host);
  const found = asked === 'process' ? null : await engineInfo(docker);
  if (found || asked === 'docker' || settings.production) {
    return new DockerService(docker, {
      installation,
      network: settings.docker.network,
      subnet: settings.docker.subnet,
      limits: settings.limits,
      imagePatienceMs: settings.launch.imageSeconds * 1000,
      publish: !settings.traefikEnabled && !reachesContainers(settings.docker.host, found),
    });
  }
  return new ProcessRuntime(join(settings.folders.data, 'processes'), templates, settings.launch.imageSeconds * 1000);
}

async function engineInfo(docker: Docker): Promise<EngineInfo | null> {
  try {
    return await info(docker);
  } catch {
    return null;
  }
}

/** A container's own address can be reached only from the kernel it runs on: not through a VM, not into a rootless one. */
function reachesContainers(host: string | null, info: EngineInfo | null): boolean {
  const local = host === null || host.startsWith('unix:');
  const virtual = info?.OperatingSystem?.includes('Docker Desktop') ?? false;
  const rootless = info?.SecurityOptions?.some((option) => option.includes('rootless')) ?? false;
  return process.platform === 'linux' && local && !virtual && !rootless;
}
