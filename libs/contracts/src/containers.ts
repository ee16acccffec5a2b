import { z } from 'zod';
import { ContainerStatus, ContainerType } from './container-values.js';
import { ErrorCode } from './errors.js';
import { isFileName } from './file-path.js';
import { Sharing } from './shares.js';
import { launchPhases } from './values.js';

const Timestamp = z.iso.datetime();

/** A folder that is kept when the container is removed. */
export const Volume = z
  .object({
    path: z.string().meta({ description: 'Its path in the container.' }),
    bytes: z
      .int()
      .nonnegative()
      .nullable()
      .meta({ description: 'Measured periodically; null until the first measurement.' }),
  })
  .meta({ id: 'Volume' });
export type Volume = z.infer<typeof Volume>;

/**
 * Why a container rests: it was requested, it was not used, it ended by itself or from outside, it made room for others
 * who waited, or its owner stores far more than allowed.
 */
export const RestReason = z.enum(['asked', 'idle', 'ended', 'room', 'storage']).meta({ id: 'RestReason' });
export type RestReason = z.infer<typeof RestReason>;

/** The next automatic action if the container is not used until then. */
export const NextRest = z
  .object({ action: z.enum(['pause', 'stop', 'remove']), at: Timestamp })
  .meta({ id: 'NextRest' });
export type NextRest = z.infer<typeof NextRest>;

/** The owner's volumes, of all containers together, are nearly as large as allowed, or larger. */
export const StorageNotice = z
  .object({
    used_bytes: z.int().nonnegative(),
    limit_bytes: z.int().nonnegative(),
    stops_at: Timestamp.nullable().meta({
      description: 'When the container is stopped unless files are deleted until then; set far above the limit.',
    }),
  })
  .meta({ id: 'StorageNotice' });
export type StorageNotice = z.infer<typeof StorageNotice>;

/** What somebody else has done with the container; shown until the owner dismisses it. */
export const Visited = z
  .object({
    kind: z.enum(['visited', 'collected', 'reset']).meta({
      description: 'Opened the service, collected files of the folders, or made the container anew.',
    }),
    by: z.string(),
    as: z.enum(['admin', 'teacher']).nullable().meta({ description: 'What they visited as; null where they did not.' }),
    at: Timestamp,
  })
  .meta({ id: 'Visited' });
export type Visited = z.infer<typeof Visited>;

/**
 * What a new container would have and this one lacks: the template's newer image, or other settings such as its address,
 * routing or limits.
 */
export const Outdated = z.enum(['image', 'settings']).meta({ id: 'Outdated' });
export type Outdated = z.infer<typeof Outdated>;

/** Why a container that should run does not: its files are on a machine that is away, it moves, or no machine has room. */
export const WaitsFor = z
  .object({
    kind: z.enum(['node', 'moving', 'room']),
    name: z.string().nullable().meta({ description: 'Of the machine that has its files; null of the other kinds.' }),
  })
  .meta({ id: 'WaitsFor' });
export type WaitsFor = z.infer<typeof WaitsFor>;

export const Container = z
  .object({
    type: ContainerType,
    display_name: z.string(),
    description: z.string(),
    status: ContainerStatus,
    service_url: z.url(),
    container_id: z.string().nullable(),
    created_at: Timestamp.nullable(),
    last_used: Timestamp.nullable().meta({ description: 'The last launch or use.' }),
    status_since: Timestamp.nullable(),
    as_of: Timestamp.nullable().meta({
      description: 'Set while the runtime does not answer: the time of the last known status.',
    }),
    verified: z.boolean().meta({
      description: 'False until the status has been compared with what runs, for a moment after a start of Spawner.',
    }),
    waits_for: WaitsFor.nullable().meta({ description: 'Null where it runs or should not, or there is one machine.' }),
    rest_reason: RestReason.nullable().meta({
      description: 'Null unless paused, stopped, or removed because it was not used.',
    }),
    next_rest: NextRest.nullable().meta({ description: 'Null also while a lesson of a class keeps it running.' }),
    kept: z.array(Volume).meta({ description: 'Kept on stop, recreate and removal, until deleted explicitly.' }),
    storage: StorageNotice.nullable().meta({ description: 'Null below 90 % of the limit, or without one.' }),
    accepts_files: z.boolean(),
    sharing: Sharing,
    visited: Visited.nullable(),
    outdated: Outdated.nullable().meta({
      description: 'Set where recreating the container would change it. It stays as it is until then.',
    }),
  })
  .meta({ id: 'Container' });
export type Container = z.infer<typeof Container>;

export const ContainersResponse = z.object({ containers: z.array(Container) }).meta({ id: 'ContainersResponse' });
export type ContainersResponse = z.infer<typeof ContainersResponse>;

export const LaunchResponse = z
  .object({
    message: z.string(),
    service_url: z.url(),
    container_id: z.string(),
    status: z.literal('running'),
  })
  .meta({ id: 'LaunchResponse' });
export type LaunchResponse = z.infer<typeof LaunchResponse>;

/** Whether the container is being prepared, or already is; false where there is no room, or nothing to prepare. */
export const PrepareResponse = z.object({ prepared: z.boolean() }).meta({ id: 'PrepareResponse' });
export type PrepareResponse = z.infer<typeof PrepareResponse>;

/** The result of stop or remove. */
export const ActionResponse = z
  .object({ message: z.string(), status: z.enum(['stopped', 'not_created']), container_id: z.string().nullable() })
  .meta({ id: 'ActionResponse' });
export type ActionResponse = z.infer<typeof ActionResponse>;

export const LaunchPhase = z.enum(launchPhases).meta({ id: 'LaunchPhase' });
export type LaunchPhase = z.infer<typeof LaunchPhase>;

/** A finished phase and its duration. */
export const LaunchStep = z
  .object({ phase: LaunchPhase, milliseconds: z.int().nonnegative() })
  .meta({ id: 'LaunchStep' });
export type LaunchStep = z.infer<typeof LaunchStep>;

/** What a launch waits for that has no room on the server yet. */
export const RoomWait = z
  .object({
    reason: z.enum(['memory', 'running', 'cpu', 'turn']).meta({
      description: 'What is used up; `turn`: there would be room, but others came first.',
    }),
    position: z.int().positive().meta({ description: '1 is next.' }),
    ahead: z.int().nonnegative(),
    free_at: Timestamp.nullable().meta({
      description: 'When it is likely to be its turn, if nothing else is used; null where nobody can know.',
    }),
  })
  .meta({ id: 'RoomWait' });
export type RoomWait = z.infer<typeof RoomWait>;

export const LaunchProgress = z
  .object({
    phase: LaunchPhase,
    queue_position: z.int().nullable().meta({ description: '1 is next; null when it is no longer queued.' }),
    wait: RoomWait.nullable().meta({ description: 'Null unless the server is full.' }),
    percent: z
      .number()
      .min(0)
      .max(100)
      .nullable()
      .meta({ description: 'Known only while an image is built or pulled.' }),
    bytes: z
      .object({ done: z.int().nonnegative(), total: z.int().positive() })
      .nullable()
      .meta({ description: 'Known only while an image is pulled.' }),
    detail: z.string().nullable().meta({ description: 'Text of the runtime, e.g. the build step.' }),
    since: Timestamp.meta({ description: 'When this phase began.' }),
    moved_at: Timestamp.meta({
      description: 'When it was seen last to go on: another phase or place in the line, more of the image.',
    }),
    steps: z.array(LaunchStep).meta({ description: 'The finished phases, in order.' }),
  })
  .meta({ id: 'LaunchProgress' });
export type LaunchProgress = z.infer<typeof LaunchProgress>;

/** The phases of the last successful launch. */
export const LastLaunch = z
  .object({ at: Timestamp, milliseconds: z.int().nonnegative(), steps: z.array(LaunchStep) })
  .meta({ id: 'LastLaunch' });
export type LastLaunch = z.infer<typeof LastLaunch>;

/** A launch fails in one of its phases; a container can also fail later, while running. */
export const FailurePhase = z.enum([...launchPhases, 'running']).meta({ id: 'FailurePhase' });
export type FailurePhase = z.infer<typeof FailurePhase>;

/** Why the last launch or the container failed, in the reader's language. */
export const LaunchFailure = z
  .object({
    code: ErrorCode,
    phase: FailurePhase,
    reason: z.string(),
    advice: z.string(),
    at: Timestamp,
    steps: z.array(LaunchStep).meta({ description: 'The phases that were over before, in order.' }),
    log_tail: z.array(z.string()),
  })
  .meta({ id: 'LaunchFailure' });
export type LaunchFailure = z.infer<typeof LaunchFailure>;

export const ContainerDetail = Container.extend({
  launch: LaunchProgress.nullable(),
  last_launch: LastLaunch.nullable(),
  failure: LaunchFailure.nullable(),
}).meta({ id: 'ContainerDetail' });
export type ContainerDetail = z.infer<typeof ContainerDetail>;

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** The container's volumes stay unless the query says `data=delete`. */
export const RemoveQuery = z
  .strictObject({ data: z.enum(['keep', 'delete']).default('keep') })
  .transform(({ data }) => ({ deleteVolumes: data === 'delete' }));

export const LogsQuery = z.strictObject({
  tail: z.coerce.number().int().min(1).max(10_000).default(200).meta({ description: 'Number of lines, from the end.' }),
  follow: flag.default(false).meta({ description: 'Keeps the answer open and streams new lines.' }),
  download: flag.default(false).meta({ description: 'Sends it as a file for a browser to save.' }),
});

/**
 * Path of a file below the template's upload folder: no leading slash, no `..`. Stored in the Unicode form NFC, in which
 * links are typed; macOS sends names decomposed.
 */
export const FilePath = z
  .string()
  .normalize('NFC')
  .max(500)
  .refine((path) => path.split('/').every(isFileName));

export const FileQuery = z.strictObject({ path: FilePath });

export const UnpackQuery = z.strictObject({
  strip: flag.default(false).meta({
    description: 'Stores the content of the one folder that holds everything, where there is one, without it.',
  }),
});

/** Why a file of an archive was not stored. */
export const NotStored = z
  .enum(['bad_path', 'link', 'encrypted', 'unreadable', 'too_large', 'duplicate', 'in_the_way'])
  .meta({ id: 'NotStored' });
export type NotStored = z.infer<typeof NotStored>;

export const UnpackResponse = z
  .object({
    stored: z.int().nonnegative().meta({ description: 'Number of files.' }),
    start: z
      .string()
      .nullable()
      .meta({ description: 'Folder of the uppermost index.html that was stored: `site/`, or empty for the top.' }),
    left_out: z.array(z.string()).meta({ description: 'Files that systems make for themselves, such as .DS_Store.' }),
    failed: z.array(
      z.object({
        path: z.string(),
        reason: NotStored,
        message: z.string().meta({ description: 'The reason in the reader’s language.' }),
      }),
    ),
  })
  .meta({ id: 'UnpackResponse' });
export type UnpackResponse = z.infer<typeof UnpackResponse>;
