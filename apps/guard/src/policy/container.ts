import { CONTAINER_NAME, SERVICE_PORT, volumeHelper } from '@spawner/engine';
import { z } from 'zod';
import type { Settings } from '../settings.js';
import type { TemplateImage } from '../templates.js';
import { helperLabels, serviceLabels, volumeLabels } from './labels.js';

export const HELPER = volumeHelper.name('[a-f0-9]{12}');
export const HELPER_NAME = new RegExp(`^${HELPER}$`);
export const VOLUME_NAME = /^user-[a-zA-Z0-9_.-]{1,240}$/;

const MIB = 1024 ** 2;
const size = z.string().regex(/^\d{1,3}[kmg]$/);
/** A path inside the container, in its one canonical form. */
const path = z.string().regex(/^(?:\/(?!\.{1,2}(?:\/|$))[\w.-]{1,100}){1,20}$/);
/** Only these, because container runtimes obey some variables: `NVIDIA_VISIBLE_DEVICES` gives access to devices. */
const variable = z.string().regex(/^(?:USER_ID|USER_SLUG|CONTAINER_TYPE|BASE_PATH)=[^\0]{0,500}$/);

/** A named volume of the engine's own store. Any other type, driver or option can reach a folder of the host. */
const mount = z.strictObject({
  Type: z.literal('volume'),
  Source: z.string().regex(VOLUME_NAME),
  Target: path,
  VolumeOptions: z.strictObject({
    NoCopy: z.literal(false),
    Labels: volumeLabels,
    DriverConfig: z.strictObject({ Name: z.literal('local'), Options: z.strictObject({}) }),
  }),
});
export type Mount = z.infer<typeof mount>;

const tmpfsOptions = z
  .string()
  .regex(
    /^(?:rw|noexec|nosuid|nodev|exec|mode=[0-7]{3,4}|uid=\d{1,9}|gid=\d{1,9}|size=\d{1,12}[kmg]?)(?:,(?:rw|noexec|nosuid|nodev|exec|mode=[0-7]{3,4}|uid=\d{1,9}|gid=\d{1,9}|size=\d{1,12}[kmg]?))*$/,
  );

const ulimit = z.strictObject({
  Name: z.enum(['nofile', 'nproc', 'core', 'fsize']),
  Soft: z.int().min(0).max(1_048_576),
  Hard: z.int().min(0).max(1_048_576),
});

/**
 * Everything that a user's container may be created with. A key that is not listed here is refused at every level, and the
 * engine gets only the output of this schema. Capabilities, namespaces, devices, binds, sysctls, profiles and groups of
 * the host are not listed, so no request can contain them.
 */
export function serviceBody(settings: Settings, images: ReadonlyMap<string, TemplateImage>) {
  const body = z.strictObject({
    name: z.string().regex(CONTAINER_NAME),
    Image: z.enum([...images.keys()]),
    User: z
      .string()
      .regex(/^[1-9]\d{0,8}(?::[1-9]\d{0,8})?$/)
      .optional(),
    Env: z.array(variable).max(20),
    Labels: serviceLabels(settings),
    ExposedPorts: z.strictObject({ [`${String(SERVICE_PORT)}/tcp`]: z.strictObject({}) }),
    HostConfig: z
      .strictObject({
        NetworkMode: z.literal(settings.TRAEFIK_NETWORK),
        Mounts: z.array(mount).max(20),
        RestartPolicy: z.strictObject({ Name: z.enum(['unless-stopped', 'no']) }),
        Memory: z
          .int()
          .min(6 * MIB)
          .max(settings.DEFAULT_MEMORY_LIMIT),
        MemorySwap: z.int(),
        CpuPeriod: z.literal(100_000),
        CpuQuota: z.int().min(1000).max(settings.DEFAULT_CPU_QUOTA),
        PidsLimit: z.int().min(1).max(512),
        CapDrop: z.tuple([z.literal('ALL')]),
        SecurityOpt: z.tuple([z.enum(['no-new-privileges', 'no-new-privileges:true'])]),
        LogConfig: z.strictObject({
          Type: z.literal('json-file'),
          Config: z.strictObject({ 'max-size': size, 'max-file': z.string().regex(/^[1-9]$/) }),
        }),
        ReadonlyRootfs: z.boolean().optional(),
        Tmpfs: z.record(path, tmpfsOptions).optional(),
        Ulimits: z.array(ulimit).max(4).optional(),
        Init: z.boolean().optional(),
        IpcMode: z.literal('private'),
        CgroupnsMode: z.literal('private'),
        // Below zero, the kernel would kill the host's own programs before this container.
        OomScoreAdj: z.int().min(0).max(1000),
        Runtime: z.string().optional(),
      })
      .refine(({ Memory, MemorySwap }) => MemorySwap === Memory, { path: ['MemorySwap'], message: 'is not Memory' }),
  });
  return body.refine(({ Image, HostConfig: { Runtime } }) => images.get(Image)?.runtimes.includes(Runtime ?? null), {
    path: ['HostConfig', 'Runtime'],
    message: "is not the template's",
  });
}

/** A container that only holds a volume: its image is empty, and it is never started. */
export const helperBody = z.strictObject({
  name: z.string().regex(HELPER_NAME),
  Image: z.literal(`${volumeHelper.image.repo}:${volumeHelper.image.tag}`),
  Cmd: z.tuple([z.literal(volumeHelper.command)]),
  Labels: helperLabels,
  HostConfig: z.strictObject({ NetworkMode: z.literal('none'), Mounts: z.tuple([mount]) }),
});
