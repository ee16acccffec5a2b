import { z } from 'zod';
import { ContainerStatus, ContainerType, Outdated, RestReason } from './containers.js';
import { ErrorCode } from './errors.js';
import { WeaknessName } from './weaknesses.js';

const Timestamp = z.iso.datetime();
const Bytes = z.int().nonnegative();

/** `-` in front: the other way round. What has no value comes last. */
export const OwnedContainerSort = z
  .enum([
    'owner',
    '-owner',
    'type',
    '-type',
    'state',
    '-state',
    'since',
    '-since',
    'last_used',
    '-last_used',
    'layer',
    '-layer',
    'volumes',
    '-volumes',
  ])
  .meta({ id: 'OwnedContainerSort' });
export type OwnedContainerSort = z.infer<typeof OwnedContainerSort>;

/** One of the states, or those that wait for room on the server. */
export const OwnedContainerState = z.enum([...ContainerStatus.options, 'waiting']).meta({ id: 'OwnedContainerState' });
export type OwnedContainerState = z.infer<typeof OwnedContainerState>;

export const OwnedContainersQuery = z.strictObject({
  q: z.string().trim().max(200).optional().meta({ description: 'Part of the owner’s name, mail address or slug.' }),
  type: ContainerType.optional(),
  state: OwnedContainerState.optional(),
  sort: OwnedContainerSort.default('-since'),
  cursor: z.string().max(500).optional().meta({ description: 'The `next_cursor` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A container with its owner, for admins. Listed once it exists, or its data do. */
export const OwnedContainer = z
  .object({
    owner: z.object({ id: z.int(), name: z.string(), slug: z.string() }),
    type: ContainerType,
    display_name: z.string().meta({ description: 'The type, where its template is gone.' }),
    service_url: z.url().nullable().meta({ description: 'Null where the template is gone.' }),
    state: ContainerStatus,
    status_since: Timestamp,
    last_used: Timestamp.nullable(),
    rest_reason: RestReason.nullable(),
    outdated: Outdated.nullable(),
    failure: z
      .object({ code: ErrorCode, reason: z.string(), at: Timestamp })
      .nullable()
      .meta({ description: 'Why it is in the state `error`, in the reader’s language.' }),
    waiting_since: Timestamp.nullable().meta({ description: 'Since when its launch waits for room on the server.' }),
    memory_bytes: Bytes.nullable().meta({
      description: 'The most it can take while it is running or paused; else null.',
    }),
    layer_bytes: Bytes.nullable().meta({
      description: 'What it has written outside its volumes. Measured periodically, null where it is unknown.',
    }),
    layer_limit_bytes: Bytes.nullable(),
    volume_bytes: Bytes.meta({ description: 'What its volumes hold, as last measured.' }),
  })
  .meta({ id: 'OwnedContainer' });
export type OwnedContainer = z.infer<typeof OwnedContainer>;

export const OwnedContainersResponse = z
  .object({
    items: z.array(OwnedContainer),
    next_cursor: z.string().nullable(),
    total: z.int().nonnegative().meta({ description: 'Exact up to 10,000; 10001 stands for more.' }),
  })
  .meta({ id: 'OwnedContainersResponse' });
export type OwnedContainersResponse = z.infer<typeof OwnedContainersResponse>;

export const BulkContainers = z
  .strictObject({
    act: z.enum(['stop', 'restart', 'recreate', 'remove']),
    data: z.enum(['keep', 'delete']).default('keep').meta({ description: 'Whether `remove` deletes the volumes.' }),
    containers: z
      .array(z.strictObject({ user_id: z.int().positive(), type: ContainerType }))
      .min(1)
      .max(1000),
  })
  .meta({ id: 'BulkContainers' });
export type BulkContainers = z.infer<typeof BulkContainers>;

/** Its items are the containers; see the job for how each ended. */
export const BulkContainersStarted = z.object({ job_id: z.uuid() }).meta({ id: 'BulkContainersStarted' });
export type BulkContainersStarted = z.infer<typeof BulkContainersStarted>;

/** What an admin should look at, most urgent first. */
export const Attention = z
  .object({
    kind: z.enum(['disk_low', 'weaknesses', 'deletions', 'failures', 'approvals']),
    count: z.int().positive(),
    weaknesses: z.array(WeaknessName).meta({ description: 'Which ones; empty for the other kinds.' }),
  })
  .meta({ id: 'Attention' });
export type Attention = z.infer<typeof Attention>;

export const Overview = z
  .object({
    attention: z.array(Attention),
    people: z.object({
      total: z.int().nonnegative(),
      blocked: z.int().nonnegative(),
      approvals: z.int().nonnegative().meta({ description: 'Who waits until an admin has let them in.' }),
    }),
    containers: z.object({
      running: z.int().nonnegative(),
      paused: z.int().nonnegative(),
      waiting: z.int().nonnegative().meta({ description: 'Launches that wait for room on the server.' }),
      failed: z.int().nonnegative(),
    }),
    disk: z.object({
      layers: Bytes.meta({ description: 'What containers have written outside their volumes, as last measured.' }),
      volumes: Bytes.meta({ description: 'What the volumes hold, as last measured.' }),
      free: Bytes.nullable(),
      size: Bytes.nullable().meta({ description: 'Null where the engine’s disk cannot be seen from here.' }),
    }),
    memory: z.object({
      promised: Bytes.meta({ description: 'What is reserved for containers that exist in memory.' }),
      possible: Bytes.meta({ description: 'What they take if each takes all it may.' }),
      used: Bytes.meta({ description: 'In use on this machine, by whatever program.' }),
      size: Bytes,
    }),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof Overview>;
