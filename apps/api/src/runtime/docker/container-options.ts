import { createHash } from 'node:crypto';
import { labels } from '@spawner/engine';
import type { ContainerCreateOptions, HostConfig, MountSettings } from 'dockerode';
import type { InstanceSpec } from '../container-runtime.js';

/** The client's types lack an option of the engine. */
export interface ContainerOptions extends ContainerCreateOptions {
  readonly name: string;
  readonly HostConfig: HostConfig & { readonly CgroupnsMode: 'private' };
}

/** Emptied by a stop. Counts as the container's memory, so without a size one file would end the service. */
const TMPFS = 'rw,noexec,nosuid,nodev,size=64m,mode=1777';
const OPEN_FILES = 16_384;

/** What is not the spec's. */
export interface Place {
  readonly installation: string;
  readonly network: string;
  readonly publish: boolean;
  /** The engine has an init process. */
  readonly init: boolean;
  /** The engine holds a container to the size of its layer. */
  readonly layerQuota: boolean;
  readonly mounts: MountSettings[];
}

/** All options of a container; no other code adds any. */
export function containerOptions(spec: InstanceSpec, place: Place): ContainerOptions {
  const options = optionsOf(spec, place);
  return { ...options, Labels: { ...options.Labels, [labels.spec]: specHash(spec, place) } };
}

/** Of the options that a container of this spec is created with, without the names that it and its volumes happen to get. */
export function specHash(spec: InstanceSpec, place: Omit<Place, 'mounts'>): string {
  const options = optionsOf({ ...spec, name: '' }, { ...place, mounts: [] });
  return createHash('sha256')
    .update(JSON.stringify([options, spec.volumes]))
    .digest('hex')
    .slice(0, 16);
}

function optionsOf(spec: InstanceSpec, place: Place): ContainerOptions {
  const { limits, command } = spec;
  const { readOnly, runtime, user, capabilities, init } = spec.confinement;
  const port = `${String(spec.port)}/tcp`;
  return {
    name: spec.name,
    Image: spec.template.image,
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    Labels: {
      ...spec.labels,
      [labels.installation]: place.installation,
      [labels.user]: String(spec.userId),
      [labels.type]: spec.type,
      [labels.port]: String(spec.port),
      ...(spec.keptPrefix && { [labels.keptPrefix]: spec.keptPrefix }),
    },
    ExposedPorts: { [port]: {} },
    ...(command && { Cmd: [...command] }),
    ...(user && { User: user }),
    // Traefik has no route to a container while its check has not passed, and a launch does not expect to wait for one.
    ...(!spec.health && { Healthcheck: { Test: ['NONE'] } }),
    HostConfig: {
      NetworkMode: place.network,
      ...(place.publish && { PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: '' }] } }),
      Mounts: place.mounts,
      RestartPolicy: { Name: 'unless-stopped' },
      Memory: limits.memoryBytes,
      // Equal to Memory: no swap on top, so a leak ends in this container and not in a slow machine.
      MemorySwap: limits.memoryBytes,
      CpuPeriod: 100_000,
      CpuQuota: limits.cpuQuota,
      PidsLimit: limits.processes,
      ...(limits.shmBytes !== null && { ShmSize: limits.shmBytes }),
      ...(place.layerQuota && !readOnly && { StorageOpt: { size: String(limits.layerBytes) } }),
      Ulimits: [
        { Name: 'nofile', Soft: OPEN_FILES, Hard: OPEN_FILES },
        { Name: 'core', Soft: 0, Hard: 0 },
      ],
      // Where the machine itself runs out of memory, services are killed before the platform.
      OomScoreAdj: 500,
      // As process 1 an application ignores a SIGTERM that it has no handler for, and its orphans stay as zombies.
      ...(place.init && init && { Init: true }),
      ...(readOnly && { ReadonlyRootfs: true, Tmpfs: { '/tmp': TMPFS } }),
      ...(runtime && { Runtime: runtime }),
      IpcMode: 'private',
      CgroupnsMode: 'private',
      CapDrop: ['ALL'],
      ...(capabilities.length > 0 && { CapAdd: [...capabilities] }),
      // Named here or not, seccomp and AppArmor are the engine's defaults: naming one would replace it.
      SecurityOpt: ['no-new-privileges'],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
    },
  };
}
