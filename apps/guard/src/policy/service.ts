import { CONTAINER_NAME, labels } from '@spawner/engine';
import { z } from 'zod';
import type { Settings } from '../settings.js';
import type { TemplateImage } from '../templates.js';
import * as container from './container.js';
import { serviceLabels, swarmLabels } from './labels.js';
import { differences } from './template.js';

const SECOND = 1_000_000_000;
const MIB = 1024 ** 2;
const SHARED_MEMORY = '/dev/shm';
/** As Docker counts CPU time of a container: microseconds in every 100 ms. */
const NANO_CPUS_OF_QUOTA = 10_000;

/** Files in memory. The engine mounts them noexec, nosuid and nodev. */
const inMemory = <T extends z.ZodType<string>>(target: T, bytes: z.ZodType<number>) =>
  z.strictObject({
    Type: z.literal('tmpfs'),
    Source: z.literal(''),
    Target: target,
    TmpfsOptions: z.strictObject({ SizeBytes: bytes, Mode: z.literal(0o1777) }),
  });

const temporary = inMemory(
  z.literal('/tmp'),
  z
    .int()
    .min(1)
    .max(64 * MIB),
);
const shared = inMemory(z.literal(SHARED_MEMORY), z.int().min(1));
const privileges = z.strictObject({ NoNewPrivileges: z.literal(true) });

/**
 * Everything that a service can be created with: one container of a user, held as on a single machine (container.ts, whose
 * parts these are), by names that the API of services has for them. It runs once at most, has no address of the swarm's own
 * and no published port. Secrets, configurations, other networks, profiles and host paths are not listed.
 */
export function serviceSpec(settings: Settings, images: ReadonlyMap<string, TemplateImage>) {
  const ContainerSpec = z.strictObject({
    // By its id, which the rule compares with the template's image.
    Image: z.string().regex(/^sha256:[a-f0-9]{64}$/),
    Labels: serviceLabels(settings),
    Env: container.environment,
    Args: container.command.optional(),
    User: container.user.optional(),
    Healthcheck: container.noHealthcheck.optional(),
    ReadOnly: z.boolean().optional(),
    Init: z.boolean().optional(),
    Mounts: z.array(z.union([container.volumeMount(settings), temporary, shared])).max(22),
    CapabilityDrop: container.allCapabilities,
    CapabilityAdd: container.capabilities.optional(),
    Ulimits: container.ulimits,
    StopGracePeriod: z
      .int()
      .min(0)
      .max(60 * SECOND),
    Privileges: privileges.optional(),
  });
  const Limits = z.strictObject({
    MemoryBytes: container.memory,
    NanoCPUs: z.int().min(1000 * NANO_CPUS_OF_QUOTA),
    Pids: container.processes,
  });
  const spec = z.strictObject({
    Name: z.string().regex(CONTAINER_NAME),
    Labels: serviceLabels(settings, swarmLabels),
    TaskTemplate: z.strictObject({
      ContainerSpec,
      Resources: z.strictObject({ Limits }),
      RestartPolicy: z.strictObject({
        Condition: z.enum(['any', 'none']),
        Delay: z
          .int()
          .min(0)
          .max(60 * SECOND),
      }),
      Placement: z.strictObject({ Constraints: z.array(z.string().regex(/^node\.id==[a-z0-9]{25}$/)).max(1) }),
      Networks: z.tuple([z.strictObject({ Target: z.literal(settings.TRAEFIK_NETWORK) })]),
      LogDriver: z.strictObject({ Name: z.literal('json-file'), Options: container.logOptions }),
    }),
    Mode: z.strictObject({ Replicated: z.strictObject({ Replicas: z.literal([0, 1]) }) }),
    EndpointSpec: z.strictObject({ Mode: z.literal('dnsrr') }),
  });
  return spec.superRefine((given, context) => {
    const { templates = [] } = images.get(imageOf(given)) ?? {};
    const body = asContainer(given);
    const found = templates.map((template) => differences(template, body, settings));
    if (found.some((issues) => issues.length === 0)) return;
    const [issues = [{ path: ['Labels', labels.image], message: 'is not an image of a template' }]] = found;
    for (const { path, message } of issues) context.addIssue({ code: 'custom', path: [...path], message });
  });
}

export type ServiceSpec = z.infer<ReturnType<typeof serviceSpec>>;

/** What its image is called. */
export const imageOf = ({ Labels }: Pick<ServiceSpec, 'Labels'>): string => Labels[labels.image] ?? '';

/** The body of a request that would create the same container, as far as it is compared with a template. */
export function asContainer({ TaskTemplate }: ServiceSpec) {
  const { ContainerSpec: spec, Resources } = TaskTemplate;
  const { Labels, Env, Args, Healthcheck, CapabilityAdd } = spec;
  const { MemoryBytes, NanoCPUs, Pids } = Resources.Limits;
  const sharedMemory = spec.Mounts.find(({ Target }) => Target === SHARED_MEMORY);
  return {
    ...{ Labels, Env, Cmd: Args, Healthcheck },
    ExposedPorts: { [`${Labels[labels.port] ?? ''}/tcp`]: {} },
    HostConfig: {
      Memory: MemoryBytes,
      CpuQuota: NanoCPUs / NANO_CPUS_OF_QUOTA,
      PidsLimit: Pids,
      ShmSize: sharedMemory && 'TmpfsOptions' in sharedMemory ? sharedMemory.TmpfsOptions.SizeBytes : undefined,
      CapAdd: CapabilityAdd,
    },
  };
}
