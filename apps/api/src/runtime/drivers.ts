import { join } from 'node:path';
import { SettingsError } from '../config/settings.error.js';
import type { Settings } from '../config/settings.js';
import type { Installation } from '../database/installation.js';
import type { Template } from '../templates/template.js';
import { dockerClient, engineTls } from './docker/docker-client.js';
import { dockerRuntime } from './docker/docker-runtime.js';
import { reachesContainers } from './docker/engine-facts.js';
import { processRuntime } from './process/process-runtime.js';
import type { Runtime } from './runtime.js';
import { swarmRuntime } from './swarm/swarm-runtime.js';

/** What the choice of a driver depends on. */
export interface Place {
  readonly settings: Settings;
  readonly installation: Installation;
  readonly templates: (type: string) => Template;
  /** An engine is here, which may still be starting. */
  readonly engineIsThere: boolean;
}

interface Driver {
  /** Whether `RUNTIME=auto` may take it. Waits for no answer: a slow engine would lose its containers to another driver. */
  detect(place: Place): boolean;
  create(place: Place): Runtime;
}

/** What can run containers, by the values of RUNTIME. `auto` takes the first that is detected. */
export const drivers: Readonly<Record<Exclude<Settings['runtime'], 'auto'>, Driver>> = {
  docker: {
    detect: ({ settings, installation, engineIsThere }) =>
      settings.production || engineIsThere || installation.runtimes.includes('docker'),
    create: ({ settings, installation }) =>
      dockerRuntime(dockerClient(settings.docker.host), {
        installation: installation.id,
        network: settings.docker.network,
        subnet: settings.docker.subnet,
        proxies: settings.proxies,
        imagePatienceMs: settings.launch.imageSeconds * 1000,
        dockerConfig: settings.docker.config,
        publish: (engine) => !settings.traefikEnabled && !reachesContainers(settings.docker.host, engine),
      }),
  },
  swarm: {
    // What a swarm's nodes are has to be said.
    detect: () => false,
    create: ({ settings, installation }) => {
      const { nodes, tlsFolder, volumeDriver } = settings.swarm;
      if (nodes.length === 0) throw new SettingsError(['SWARM_NODES: is required with RUNTIME=swarm']);
      const tls = tlsFolder === null ? null : engineTls(tlsFolder);
      return swarmRuntime({
        installation: installation.id,
        nodes,
        connect: (address) => dockerClient(address, tls),
        network: settings.docker.network,
        proxies: settings.proxies,
        imagePatienceMs: settings.launch.imageSeconds * 1000,
        dockerConfig: settings.docker.config,
        volumeDriver,
        relayPort: settings.frontDoor.relay?.port ?? null,
      });
    },
  },
  process: {
    detect: ({ settings }) => !settings.production,
    create: ({ settings, templates }) =>
      processRuntime(join(settings.folders.data, 'processes'), templates, settings.launch.imageSeconds * 1000),
  },
};
