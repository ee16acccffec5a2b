import { isDeepStrictEqual } from 'node:util';
import { CONTAINER_NAME, volumeHelper } from '@spawner/engine';
import { z } from 'zod';
import type { Settings } from '../settings.js';
import type { TemplateImage } from '../templates.js';
import { helperLabels, serviceLabels, volumeLabels } from './labels.js';
import { differences } from './template.js';

export const HELPER = volumeHelper.name('[a-f0-9]{12}');
export const HELPER_NAME = new RegExp(`^${HELPER}$`);
export const VOLUME_NAME = /^user-[a-zA-Z0-9_.-]{1,240}$/;

const MIB = 1024 ** 2;
const size = z.string().regex(/^\d{1,3}[kmg]$/);
/** A path inside the container, in its one canonical form. */
const path = z.string().regex(/^(?:\/(?!\.{1,2}(?:\/|$))[\w.-]{1,100}){1,20}$/);
/** The names and values are compared with the template's: container runtimes obey some variables. */
export const environment = z.array(z.string().regex(/^[A-Z][A-Z0-9_]*=[^\0]{0,2500}$/)).max(50);
export const command = z.array(z.string()).max(30);
export const user = z.string().regex(/^[1-9]\d{0,8}(?::[1-9]\d{0,8})?$/);
export const noHealthcheck = z.strictObject({ Test: z.tuple([z.literal('NONE')]) });
export const allCapabilities = z.tuple([z.literal('ALL')]);
export const capabilities = z.array(z.string()).min(1).max(20);
export const logOptions = z.strictObject({ 'max-size': size, 'max-file': z.string().regex(/^[1-9]$/) });
export const memory = z.int().min(6 * MIB);
export const processes = z.int().min(1);
const port = z.string().regex(/^\d{1,5}\/tcp$/);

/**
 * A named volume of the engine's own store, or of the operator's driver. Any other type, driver or option can reach a folder
 * of the host.
 */
export function volumeMount({ VOLUME_DRIVER: driver = 'local', VOLUME_OPTIONS: given }: Settings) {
  const optionsOf = (name: string) =>
    Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value.replaceAll('{name}', name)]));
  return z
    .strictObject({
      Type: z.literal('volume'),
      Source: z.string().regex(VOLUME_NAME),
      Target: path,
      VolumeOptions: z.strictObject({
        NoCopy: z.literal(false),
        Labels: volumeLabels,
        DriverConfig: z.strictObject({ Name: z.literal(driver), Options: z.record(z.string(), z.string()) }),
      }),
    })
    .refine(
      ({ Source, VolumeOptions }) => isDeepStrictEqual({ ...VolumeOptions.DriverConfig.Options }, optionsOf(Source)),
      {
        message: 'is not VOLUME_OPTIONS of the guard',
      },
    );
}
export type Mount = z.infer<ReturnType<typeof volumeMount>>;

const tmpfsOptions = z
  .string()
  .regex(
    /^(?:rw|noexec|nosuid|nodev|exec|mode=[0-7]{3,4}|uid=\d{1,9}|gid=\d{1,9}|size=\d{1,12}[kmg]?)(?:,(?:rw|noexec|nosuid|nodev|exec|mode=[0-7]{3,4}|uid=\d{1,9}|gid=\d{1,9}|size=\d{1,12}[kmg]?))*$/,
  );

/** The most that the container may write outside its mounts; other options are the engine's. */
const storageLimit = z.strictObject({ size: z.string().regex(/^\d{1,15}[kmg]?$/) });

const ulimit = z.strictObject({
  Name: z.enum(['nofile', 'nproc', 'core', 'fsize']),
  Soft: z.int().min(0).max(1_048_576),
  Hard: z.int().min(0).max(1_048_576),
});
export const ulimits = z.array(ulimit).max(4);

/**
 * Everything that a user's container may be created with. A key that is not listed here is refused at every level, and the
 * engine gets only the output of this schema. Namespaces, devices, binds, sysctls, profiles and groups of the host are not
 * listed, so no request can contain them. What is listed without a limit has to be the template's: template.ts.
 */
export function serviceBody(settings: Settings, images: ReadonlyMap<string, TemplateImage>) {
  const body = z.strictObject({
    name: z.string().regex(CONTAINER_NAME),
    Image: z.enum([...images.keys()]),
    User: user.optional(),
    Env: environment,
    Cmd: command.optional(),
    Healthcheck: noHealthcheck.optional(),
    Labels: serviceLabels(settings),
    ExposedPorts: z.record(port, z.strictObject({})),
    HostConfig: z
      .strictObject({
        NetworkMode: z.literal(settings.TRAEFIK_NETWORK),
        Mounts: z.array(volumeMount(settings)).max(20),
        RestartPolicy: z.strictObject({ Name: z.enum(['unless-stopped', 'no']) }),
        Memory: memory,
        MemorySwap: z.int(),
        CpuPeriod: z.literal(100_000),
        CpuQuota: z.int().min(1000),
        PidsLimit: processes,
        ShmSize: z.int().min(1).optional(),
        CapDrop: allCapabilities,
        CapAdd: capabilities.optional(),
        SecurityOpt: z.tuple([z.enum(['no-new-privileges', 'no-new-privileges:true'])]),
        LogConfig: z.strictObject({
          Type: z.literal('json-file'),
          Config: logOptions,
        }),
        ReadonlyRootfs: z.boolean().optional(),
        Tmpfs: z.record(path, tmpfsOptions).optional(),
        StorageOpt: storageLimit.optional(),
        Ulimits: ulimits.optional(),
        Init: z.boolean().optional(),
        IpcMode: z.literal('private'),
        CgroupnsMode: z.literal('private'),
        // Below zero, the kernel would kill the host's own programs before this container.
        OomScoreAdj: z.int().min(0).max(1000),
        Runtime: z.string().optional(),
      })
      .refine(({ Memory, MemorySwap }) => MemorySwap === Memory, { path: ['MemorySwap'], message: 'is not Memory' }),
  });
  return body.superRefine((given, context) => {
    const { templates = [] } = images.get(given.Image) ?? {};
    const found = templates.map((template) => differences(template, given, settings));
    if (found.some((issues) => issues.length === 0)) return;
    for (const { path, message } of found[0] ?? []) context.addIssue({ code: 'custom', path: [...path], message });
  });
}

/**
 * A container that only holds volumes, or tries a size, and is never started. Its image is empty; in a swarm it may be a
 * template's, whose files the engine copies into new volumes as for a container that runs.
 */
export function helperBody(settings: Settings, images: ReadonlyMap<string, TemplateImage>) {
  const { GUARD_SWARM: swarm } = settings;
  const empty = `${volumeHelper.image.repo}:${volumeHelper.image.tag}`;
  return z.strictObject({
    name: z.string().regex(HELPER_NAME),
    Image: z.enum(swarm ? [empty, ...images.keys()] : [empty]),
    Cmd: z.tuple([z.literal(volumeHelper.command)]),
    Labels: helperLabels,
    HostConfig: z.strictObject({
      NetworkMode: z.literal('none'),
      Mounts: z
        .array(volumeMount(settings))
        .max(swarm ? 20 : 1)
        .default([]),
      StorageOpt: storageLimit.optional(),
    }),
  });
}
