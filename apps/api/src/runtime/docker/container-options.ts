import type { ContainerCreateOptions, MountSettings } from 'dockerode';
import { SERVICE_PORT } from '../../templates/template.js';
import type { InstanceSpec } from '../container-runtime.js';
import { labels } from './docker-labels.js';

export interface HostLimits {
  readonly memoryBytes: number;
  /** Microseconds of CPU in every 100 ms; 50 000 is half a core. */
  readonly cpuQuota: number;
}

const PORT = `${String(SERVICE_PORT)}/tcp`;

/** The whole of what we ask the engine for; nothing of a container comes from anywhere else. */
export function containerOptions(
  spec: InstanceSpec,
  place: {
    readonly installation: string;
    readonly network: string;
    readonly publish: boolean;
    readonly limits: HostLimits;
    readonly mounts: MountSettings[];
  },
): ContainerCreateOptions & { name: string } {
  return {
    name: spec.name,
    Image: spec.template.image,
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    Labels: {
      ...spec.labels,
      [labels.installation]: place.installation,
      [labels.user]: String(spec.userId),
      [labels.type]: spec.type,
    },
    ExposedPorts: { [PORT]: {} },
    HostConfig: {
      NetworkMode: place.network,
      ...(place.publish && { PortBindings: { [PORT]: [{ HostIp: '127.0.0.1', HostPort: '' }] } }),
      Mounts: place.mounts,
      RestartPolicy: { Name: 'unless-stopped' },
      Memory: place.limits.memoryBytes,
      // Equal to Memory: no swap on top, so a leak ends in this container and not in a slow machine.
      MemorySwap: place.limits.memoryBytes,
      CpuPeriod: 100_000,
      CpuQuota: place.limits.cpuQuota,
      PidsLimit: 256,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
    },
  };
}
