import { z } from 'zod';
import { imageReference } from './image-reference.js';
import { placeholderNames, unknownPlaceholders } from './placeholders.js';
import { bytes } from './sizes.js';

const AbsolutePath = z.string().regex(/^(\/[\w.-]+)+$/, 'is not an absolute path such as /data');
const idleSeconds = z.int().positive().nullable();

/** Who may open a container's service: its owner, every user with a login, or anyone. */
export const Access = z.enum(['private', 'members', 'public']);
export type Access = z.infer<typeof Access>;

/** Where a service listens unless its template says otherwise. */
export const SERVICE_PORT = 8080;

/** Those that an engine leaves a container by itself; all others are beyond any template. */
export const capability = z.enum([
  ...(['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE'] as const),
  ...(['NET_RAW', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'] as const),
]);

/** Variables that Spawner sets itself in every container. */
export const OWN_VARIABLES = ['USER_ID', 'USER_SLUG', 'CONTAINER_TYPE', 'BASE_PATH'] as const;
/** Container runtimes and loaders obey them: `NVIDIA_VISIBLE_DEVICES` gives access to devices. */
const OBEYED = /^(?:NVIDIA|LD|DYLD|CUDA|AMD|HABANA|DOCKER)_|_VISIBLE_DEVICES$|_DRIVER_CAPABILITIES$/;

const text = (longest: number) =>
  z
    .string()
    .max(longest)
    .superRefine((value, context) => {
      if (value.includes('\0')) context.addIssue({ code: 'custom', message: 'has a NUL byte' });
      for (const unknown of unknownPlaceholders(value)) {
        context.addIssue({ code: 'custom', message: `has no value for ${unknown}; there are ${placeholderNames}` });
      }
    });
const variableName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'is not a name of capital letters, digits and _')
  .refine((name) => !OBEYED.test(name), 'is a name that container runtimes or loaders obey')
  .refine((name) => !(OWN_VARIABLES as readonly string[]).includes(name), 'is set by Spawner itself');

/** `template.json`; the name of its folder is the type. What loosens the confinement needs a line in `.env`: consents.ts. */
export const TemplateFile = z
  .strictObject({
    order: z.int(),
    display_name: z.string().min(1),
    description: z.string(),
    /** For readers of English, where it differs. */
    description_en: z.string().optional(),
    image: z.string().min(1).transform(imageReference),
    access: Access.default('private'),
    /** Its pages may act on the origin they share with others: for content that the operator vouches for. */
    trusted: z.boolean().default(false),
    /** Folders that outlive the container. */
    volumes: z.array(AbsolutePath).default([]),
    /** Where files that the owner uploads go: one of the volumes, or a folder in one. */
    upload: AbsolutePath.optional(),
    /**
     * Seconds without use after which the container is paused, stopped, removed; null is never. `traffic`: where the gateway
     * does not see what is sent on WebSockets, more bytes of data a minute than these are use.
     */
    idle: z
      .strictObject({ pause: idleSeconds, stop: idleSeconds, remove: idleSeconds, traffic: z.int().positive() })
      .partial()
      .default({}),

    /** Where the service listens. */
    port: z.int().min(1).max(65_535).default(SERVICE_PORT),
    /** Whether the service sees its paths without `/{slug}-{type}` in front, or with it. */
    path: z.enum(['strip', 'keep']).default('strip'),
    environment: z
      .record(variableName, text(2000))
      .refine((given) => Object.keys(given).length <= 40, 'has more than 40 variables')
      .default({}),
    /** Replaces the command of the image, never its entry point. */
    command: z.array(text(1000)).min(1).max(30).optional(),
    /** The path that answers first, and how long that may take. */
    ready: z
      .strictObject({
        path: z.string().regex(/^\/[\w./?=&%~-]{0,200}$/, 'is not a path such as /healthz'),
        seconds: z.int().min(1).max(3600),
      })
      .partial()
      .default({}),
    /** Keeps the HEALTHCHECK of the image. A launch waits until it has passed. */
    health: z.boolean().default(false),

    memory: bytes.refine((size) => size >= 6 * 1024 ** 2, 'is less than 6m, the least an engine accepts').optional(),
    /** What it takes as a rule. As many are started as fit into the server's memory by this. */
    memory_typical: bytes.refine((size) => size > 0, 'is nothing').optional(),
    /** Cores, such as 1.5. */
    cpu: z.number().min(0.01).max(1024).optional(),
    pids: z.int().min(1).max(100_000).optional(),
    /** Size of /dev/shm, which counts as memory of the container. */
    shm: bytes.refine((size) => size > 0, 'is nothing').optional(),
    /** What may be written outside the volumes. Measured periodically; a container that has more is stopped. */
    layer: bytes.refine((size) => size > 0, 'is nothing').optional(),
    /** Nothing but /tmp and the volumes can be written. */
    read_only: z.boolean().default(false),
    /** Another of the engine's runtimes, such as `runsc` (gVisor). */
    runtime: z
      .string()
      .regex(/^[\w.-]+$/)
      .optional(),
    /** For an image that would run as root: user and group to run it as instead. */
    user: z
      .string()
      .regex(/^[1-9]\d{0,8}:[1-9]\d{0,8}$/, 'is not a user and group such as 1000:1000')
      .optional(),
    /** False: the program of the image is process 1, for images that bring an init process of their own. */
    init: z.boolean().default(true),
    /** The image may run as root. */
    root: z.boolean().default(false),
    /** What a root process keeps; all others are dropped. */
    capabilities: z.array(capability).max(20).default([]),
  })
  .refine(({ root, user }) => !root || user === undefined, { path: ['root'], error: 'excludes "user"' });
export type TemplateFile = z.infer<typeof TemplateFile>;
