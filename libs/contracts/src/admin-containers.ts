import { z } from 'zod';
import { RowId } from './column-values.js';
import { ContainerStatus, ContainerType } from './container-values.js';
import { Outdated, RestReason, WaitsFor } from './containers.js';
import { ErrorCode } from './errors.js';
import { listQuery, pageOf } from './lists.js';
import { MachineId } from './machines.js';
import { PersonId } from './people.js';

const Timestamp = z.iso.datetime();
const Bytes = z.int().nonnegative();

/** One of the states, or those that wait: for room on the server, or for a machine. */
export const OwnedContainerState = z.enum([...ContainerStatus.options, 'waiting']).meta({ id: 'OwnedContainerState' });
export type OwnedContainerState = z.infer<typeof OwnedContainerState>;

/** `since` is how long it has its state. What has no value comes last. */
export const OwnedContainersQuery = listQuery([
  ...(['-since', 'since', 'owner', '-owner', 'type', '-type', 'state', '-state'] as const),
  ...(['-last_used', 'last_used', '-layer', 'layer', '-volumes', 'volumes'] as const),
]).extend({
  type: ContainerType.optional(),
  state: OwnedContainerState.optional(),
  owner: PersonId.optional().meta({ description: 'Id of a person: only theirs.' }),
  machine: MachineId.optional().meta({ description: 'Only those on it, or waiting for it.' }),
});
export type OwnedContainersQuery = z.output<typeof OwnedContainersQuery>;

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
    waits_for: WaitsFor.nullable(),
    machine: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'Where it is; null where it is on none, or there is only one machine.' }),
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

export const OwnedContainersResponse = pageOf(OwnedContainer).meta({ id: 'OwnedContainersResponse' });
export type OwnedContainersResponse = z.infer<typeof OwnedContainersResponse>;

export const BulkContainers = z
  .strictObject({
    act: z.enum(['stop', 'restart', 'recreate', 'remove']),
    data: z.enum(['keep', 'delete']).default('keep').meta({ description: 'Whether `remove` deletes the volumes.' }),
    containers: z.array(z.strictObject({ user_id: RowId, type: ContainerType })).max(1000),
  })
  .meta({ id: 'BulkContainers' });
export type BulkContainers = z.infer<typeof BulkContainers>;
