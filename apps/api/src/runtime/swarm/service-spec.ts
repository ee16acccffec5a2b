import { isDeepStrictEqual } from 'node:util';
import { labels } from '@spawner/engine';
import type { ContainerCreateOptions, ContainerSpec, HostConfig, MountSettings, ServiceSpec, Ulimit } from 'dockerode';
import type { ContainerOptions } from '../docker/container-options.js';

/** What a container's options do not say. */
interface Place {
  /** The image's id: by its name, managers would look for it in a registry at every start. */
  readonly imageId: string;
  /** The only node it may run on; null for any. */
  readonly node: string | null;
  /** The engines take it from a service. */
  readonly noNewPrivileges: boolean;
}

/** The client's types leave these open. */
type Held = Omit<HostConfig, 'CapAdd' | 'CapDrop' | 'Ulimits'> & {
  readonly CapAdd?: string[];
  readonly CapDrop?: string[];
  readonly Ulimits?: Ulimit[] | undefined;
};
/** As engines write it; their documentation and the client spell the check in another way. */
type ServiceContainer = Omit<ContainerSpec, 'Privileges'> & {
  readonly Healthcheck?: Check;
  readonly Privileges?: { readonly NoNewPrivileges: true };
};
type Check = ContainerCreateOptions['Healthcheck'];

const SECOND = 1e9;
const STOP_SECONDS = 10;
/** As `TMPFS` in container-options.ts. What it mounts is noexec, nosuid and nodev on every engine. */
const TMP: MountSettings = {
  ...{ Type: 'tmpfs', Source: '', Target: '/tmp' },
  TmpfsOptions: { SizeBytes: 64 * 1024 ** 2, Mode: 0o1777 },
};

/**
 * A service that runs one such container, at first none. Of the options, engines cannot give to a service's container: a
 * limit of swap, of its layer, another runtime, and a score for the kernel's killer.
 */
export function serviceSpec(options: ContainerOptions, { imageId, node, noNewPrivileges }: Place): ServiceSpec {
  const host: Held = options.HostConfig;
  const check: Check = options.Healthcheck;
  const own = options.Labels ?? {};
  const container: ServiceContainer = {
    Image: imageId,
    Labels: own,
    Env: options.Env ?? [],
    ...(options.Cmd && { Args: options.Cmd }),
    ...(options.User && { User: options.User }),
    ...(check && { Healthcheck: check }),
    ...(host.ReadonlyRootfs && { ReadOnly: true }),
    ...(host.Init && { Init: true }),
    Mounts: [...(host.Mounts ?? []), ...(host.Tmpfs ? [TMP] : []), ...sharedMemory(host.ShmSize)],
    ...(noNewPrivileges && { Privileges: { NoNewPrivileges: true } }),
    CapabilityDrop: host.CapDrop ?? [],
    ...(host.CapAdd && { CapabilityAdd: host.CapAdd }),
    Ulimits: host.Ulimits ?? [],
    StopGracePeriod: STOP_SECONDS * SECOND,
  };
  return {
    Name: options.name,
    Labels: {
      ...own,
      [labels.name]: options.name,
      [labels.image]: options.Image ?? '',
      ...(node && { [labels.node]: node }),
    },
    TaskTemplate: {
      ContainerSpec: container as ContainerSpec,
      Resources: {
        Limits: {
          MemoryBytes: host.Memory ?? 0,
          NanoCPUs: ((host.CpuQuota ?? 0) / (host.CpuPeriod ?? 100_000)) * SECOND,
          Pids: host.PidsLimit ?? 0,
        },
      },
      RestartPolicy: { Condition: 'any', Delay: SECOND },
      Placement: { Constraints: node ? [`node.id==${node}`] : [] },
      Networks: [{ Target: host.NetworkMode ?? '' }],
      LogDriver: {
        Name: host.LogConfig?.Type ?? '',
        Options: (host.LogConfig?.Config ?? {}) as Record<string, string>,
      },
    },
    Mode: { Replicated: { Replicas: 0 } },
    // No address of the swarm's own: not every kernel has one to give, and a container's own is enough.
    EndpointSpec: { Mode: 'dnsrr' },
  };
}

const sharedMemory = (size: number | undefined): MountSettings[] =>
  size === undefined
    ? []
    : [{ Type: 'tmpfs', Source: '', Target: '/dev/shm', TmpfsOptions: { SizeBytes: size, Mode: 0o1777 } }];

/** The number of containers it should run. */
export const replicasOf = (spec: ServiceSpec | undefined): number => spec?.Mode?.Replicated?.Replicas ?? 0;

/** @returns null where it is stopped */
export const stopped = (spec: ServiceSpec): ServiceSpec | null =>
  replicasOf(spec) === 0 ? null : { ...spec, Mode: { Replicated: { Replicas: 0 } } };

/** @returns null where it is started */
export const started = (spec: ServiceSpec): ServiceSpec | null =>
  replicasOf(spec) === 1
    ? null
    : {
        ...spec,
        Labels: { ...spec.Labels, [labels.started]: 'true' },
        Mode: { Replicated: { Replicas: 1 } },
      };

/**
 * Kept from nodes, unless it has one of its own.
 * @returns null where it is right as it is
 */
export function keptFrom(spec: ServiceSpec, nodes: readonly string[]): ServiceSpec | null {
  const isPinned = (spec.Labels as Readonly<Record<string, string>> | undefined)?.[labels.node] !== undefined;
  const { TaskTemplate: task } = spec;
  const Constraints = nodes.map((each) => `node.id!=${each}`).sort();
  if (isPinned || isDeepStrictEqual(task?.Placement?.Constraints ?? [], Constraints)) return null;
  return { ...spec, TaskTemplate: { ...task, Placement: { ...task?.Placement, Constraints } } as typeof task };
}
