import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { ContainerStatus, LastLaunch, Outdated, RestReason } from '@spawner/contracts';
import { type EntityManager, IsNull, Not, Repository } from 'typeorm';
import { Batch } from '../background/batch.js';
import type { ContainerKey, ContainerRef, ServiceId } from '../container-ref/container-ref.js';
import { outsideText } from '../database/outside-text.js';
import { runPrepared } from '../database/run-prepared.js';
import { TransactionHooks } from '../database/transaction-hooks.js';
import { toAppError } from '../errors/problem.js';
import { ContainerRuntime, type Instance } from '../runtime/container-runtime.js';
import type { User } from '../users/user.entity.js';
import { type Failure, withoutDetails } from './failure.js';
import { HELD_AWAKE } from './held-awake.js';
import type { Intent } from './intent.js';
import { UserContainer } from './user-container.entity.js';
import {
  ABSENT,
  type ContainerRow,
  type DetailRow,
  DIFFERING,
  OF_USERS,
  type RowState,
  SHOWN,
  STATE,
  type UserRow,
} from './user-container.queries.js';

interface ComparedInstance {
  readonly name: string;
  /** Null where the name is not one of ours: no row explains such a container. */
  readonly ref: ContainerRef | null;
  readonly id: string;
  readonly state: string;
}

export interface IdleLimit {
  readonly type: string;
  readonly status: ContainerStatus;
  readonly seconds: number;
  /** What is due then. */
  readonly intent: Intent;
}

interface UnusedContainer extends ContainerRef {
  readonly intent: Intent;
}

/** Rows of one statement or transaction: each ends within milliseconds, and the memory for it stays the same. */
export const MOST_AT_ONCE = 2000;

const columnsOf = (instances: readonly ComparedInstance[]) => [
  instances.map(({ ref }) => ref?.userId ?? null),
  instances.map(({ ref }) => ref?.slug ?? null),
  instances.map(({ ref }) => ref?.type ?? null),
];

/** `status_since` moves only when the status changes. */
const setStatus = (status: ContainerStatus) => ({
  status,
  statusSince: () => `CASE WHEN status = '${status}' THEN status_since ELSE now() END`,
});
const STATUS_SINCE = `CASE WHEN user_container.status = excluded.status THEN user_container.status_since ELSE now() END`;

/** Leaves the line, or gives its place on the server back; others may wait for it. */
const RELEASED = { reservedAt: null, queuedAt: null };
/** A restarted one keeps its place between stop and start, and whoever finds it after a crash goes on. */
const GOES_ON: readonly (Intent | null)[] = ['restart', 'recreate'];

const USERS_OF_ONE_QUERY = 100;

/**
 * The queries of the `user_container` table but those of sizes. A statement that changes several rows locks them in the order of their ids, or
 * skips those that are locked: else two of them could wait for each other.
 */
@Injectable()
export class UserContainerRepository {
  /** Called with containers that are removed, in the transaction that stores it. A recreated one is not removed. */
  readonly removed = new TransactionHooks<readonly ContainerKey[]>();
  private readonly logger = new Logger(UserContainerRepository.name);
  private readonly byUser = new Batch(USERS_OF_ONE_QUERY, (userIds: readonly number[]) => this.ofUsers(userIds));

  constructor(
    @InjectRepository(UserContainer) private readonly rows: Repository<UserContainer>,
    private readonly runtime: ContainerRuntime,
  ) {}

  /** Every dashboard reads them after each change, and those of a class at the same time. */
  async ofUser(userId: number): Promise<readonly ContainerRow[]> {
    return (await this.byUser.find(userId)) ?? [];
  }

  private async ofUsers(userIds: readonly number[]): Promise<ReadonlyMap<number, readonly ContainerRow[]>> {
    const rows = await runPrepared<UserRow>(this.rows.manager.dataSource, OF_USERS, [userIds]);
    return new Map(userIds.map((id) => [id, rows.filter(({ userId }) => userId === id)]));
  }

  async detailOf({ userId, type }: ContainerKey): Promise<DetailRow | null> {
    const [row] = await this.rows.query<DetailRow[]>(
      `SELECT ${SHOWN}, failure, last_launch AS "lastLaunch"
       FROM user_container container WHERE user_id = $1 AND container_type = $2`,
      [userId, type],
    );
    return row ?? null;
  }

  find({ userId, type }: ContainerKey): Promise<UserContainer | null> {
    return this.rows.findOneBy({ userId, type });
  }

  /** Null where there is no such container, or its owner is deleted. */
  async ownerOf({ slug, type }: ServiceId, manager: EntityManager): Promise<User | null> {
    const user = { slug, deletedAt: IsNull() };
    const row = await manager.findOne(UserContainer, { where: { type, user }, relations: { user: true } });
    return row?.user ?? null;
  }

  /**
   * Whether the container exists and may be shared. Until the end of the transaction others cannot remove it or block its
   * owner, so they find what was shared; and another share of it waits.
   */
  async lockForShare({ userId, type }: ContainerKey, manager: EntityManager): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      // The owner first: an act on the owner locks both in this order.
      `WITH owner AS (SELECT id FROM users WHERE id = $1 AND NOT blocked AND deleted_at IS NULL FOR SHARE)
       SELECT FROM user_container
       WHERE user_id = (SELECT id FROM owner) AND container_type = $2 AND status <> 'not_created' FOR UPDATE`,
      [userId, type],
    );
    return rows.length > 0;
  }

  /** Null also where the user has another slug by now. */
  async stateOf({ userId, slug, type }: ContainerRef): Promise<RowState | null> {
    const [row] = await this.rows.query<RowState[]>(
      `SELECT ${STATE} FROM user_container container JOIN users ON users.id = container.user_id
       WHERE container.user_id = $1 AND users.slug = $2 AND container.container_type = $3`,
      [userId, slug, type],
    );
    return row ?? null;
  }

  /**
   * Compares the containers of the runtime with their rows, in one statement that gives only what differs.
   * @param settled pairs of a row's status and a container's state that need no correction
   */
  async differing(
    instances: readonly ComparedInstance[],
    settled: readonly (readonly [ContainerStatus, string])[],
  ): Promise<{ readonly differing: RowState[]; readonly unexplained: ReadonlySet<string> }> {
    if (instances.length === 0) return { differing: [], unexplained: new Set() };
    const found = await this.rows.query<(RowState & { name: string | null })[]>(DIFFERING, [
      ...columnsOf(instances),
      instances.map(({ name }) => name),
      instances.map(({ id }) => id),
      instances.map(({ state }) => state),
      settled.map(([status]) => status),
      settled.map(([, state]) => state),
    ]);
    return {
      differing: found.filter(({ name }) => name === null),
      unexplained: new Set(found.flatMap(({ name }) => name ?? [])),
    };
  }

  /**
   * The rows that should have a container and have none on the runtime, page by page. Rows of removed containers, which
   * is most rows of an old installation, are not even read.
   * @param settled statuses that need no container
   */
  async *absent(
    instances: readonly ComparedInstance[],
    settled: readonly ContainerStatus[],
  ): AsyncGenerator<readonly RowState[]> {
    const listed = columnsOf(instances);
    let last: ContainerKey | undefined = { userId: 0, type: '' };
    while (last) {
      const from = [last.userId, last.type];
      const page: RowState[] = await this.rows.query(ABSENT, [...listed, settled, ...from, MOST_AT_ONCE]);
      if (page.length > 0) yield page;
      last = page.length < MOST_AT_ONCE ? undefined : page.at(-1);
    }
  }

  /**
   * Containers that no operation works on, no lesson holds awake, and that have been unused for longer than one of the limits. Each limit is a
   * condition of its own: in a join with a table of limits PostgreSQL would read all rows instead of an index.
   */
  async unused(limits: readonly IdleLimit[], now: Date): Promise<UnusedContainer[]> {
    if (limits.length === 0) return [];
    const values: unknown[] = [];
    const conditions = limits.map(({ type, status, seconds }) => {
      const from = values.push(type, status, new Date(now.getTime() - seconds * 1000)) - 2;
      const [isType, isStatus, until] = [from, from + 1, from + 2].map((position) => `$${String(position)}`);
      return `(container.container_type = ${isType} AND container.status = ${isStatus}
        AND COALESCE(container.last_used, container.status_since) <= ${until})`;
    });
    const rows = await this.rows.query<(ContainerRef & Pick<UserContainer, 'status'>)[]>(
      `SELECT container.user_id AS "userId", users.slug, container.container_type AS type, container.status
       FROM user_container container JOIN users ON users.id = container.user_id
       WHERE container.status <> 'not_created' AND container.intent IS NULL AND (${conditions.join(' OR ')})
         AND NOT ${HELD_AWAKE}`,
      values,
    );
    return rows.flatMap(({ status, ...ref }) => {
      const limit = limits.find((each) => each.type === ref.type && each.status === status);
      return limit ? [{ ...ref, intent: limit.intent }] : [];
    });
  }

  /** A lesson has begun since, or its container has come to be of the class. */
  async isHeldAwake({ userId, type }: ContainerKey): Promise<boolean> {
    const held = await this.rows.query<unknown[]>(
      `SELECT FROM user_container container WHERE user_id = $1 AND container_type = $2 AND ${HELD_AWAKE}`,
      [userId, type],
    );
    return held.length > 0;
  }

  /** Moves `last_used` of a container that runs, and is not being paused, and gives its row. One statement. */
  async touchRunning({ userId, type }: ContainerKey): Promise<UserContainer | null> {
    const result = await this.rows
      .createQueryBuilder()
      .update()
      .set({ lastUsed: () => 'now()' })
      .where({ userId, type, status: 'running', intent: IsNull() })
      .returning('*')
      .execute();
    const [row] = result.raw as { container_id: string | null }[];
    return row ? this.rows.create({ userId, type, status: 'running', containerId: row.container_id }) : null;
  }

  /** Never moves `last_used` back. */
  async markUsed(uses: readonly { readonly route: ContainerKey; readonly at: Date }[]): Promise<void> {
    if (uses.length === 0) return;
    await this.rows.query(
      `UPDATE user_container container SET last_used = used.at
       FROM (
         SELECT container.id, used.at
         FROM unnest($1::int[], $2::text[], $3::timestamptz[]) AS used (user_id, type, at)
         JOIN user_container container
           ON container.user_id = used.user_id AND container.container_type = used.type AND container.last_used < used.at
         ORDER BY container.id FOR NO KEY UPDATE OF container
       ) used
       WHERE container.id = used.id`,
      [uses.map(({ route }) => route.userId), uses.map(({ route }) => route.type), uses.map(({ at }) => at)],
    );
  }

  /** Only the intent: all that the owner sees stays as it is. A row that this makes has no image. */
  async markPrepared({ userId, type }: ContainerKey, intent: Intent): Promise<void> {
    await this.rows.query(
      `INSERT INTO user_container (user_id, container_type, runtime, status, intent) VALUES ($1, $2, $3, 'not_created', $4)
       ON CONFLICT (user_id, container_type) DO UPDATE SET intent = excluded.intent`,
      [userId, type, this.runtime.kind, intent],
    );
  }

  /** Removes the row that a preparation has made. */
  async markPutBack({ userId, type }: ContainerKey): Promise<void> {
    await this.rows.delete({ userId, type, status: 'not_created', templateImage: IsNull() });
    await this.rows.update({ userId, type }, { intent: null });
  }

  /** A pause takes milliseconds, so the status stays "running" until it is "paused". */
  async markPausing({ userId, type }: ContainerKey): Promise<void> {
    await this.rows.update({ userId, type, status: Not('not_created') }, { intent: 'idle_pause' });
  }

  /** For removals too: the contract has no status of their own. Without a container there is nothing to stop. */
  async markStopping({ userId, type }: ContainerKey, intent: Intent): Promise<void> {
    await this.rows.update(
      { userId, type, status: Not('not_created') },
      { ...setStatus('stopping'), intent, queuedAt: null, waitsFor: null },
    );
  }

  /** After a launch of what ran, and runs as before. */
  async markRunsOn({ userId, type }: ContainerKey): Promise<void> {
    await this.rows.update(
      { userId, type },
      { ...setStatus('running'), intent: null, restReason: null, failure: null },
    );
  }

  async markRunning(instance: Instance, lastLaunch: LastLaunch): Promise<void> {
    const { userId, type } = instance;
    await this.rows.update(
      { userId, type },
      {
        ...setStatus('running'),
        intent: null,
        restReason: null,
        containerId: instance.id,
        containerPort: instance.port,
        templateImage: instance.image,
        createdAt: instance.createdAt,
        machine: instance.node && { id: instance.node.id, name: instance.node.name },
        waitsFor: null,
        lastUsed: () => 'now()',
        lastLaunch,
        failure: null,
        // Launched again, it has the whole time again.
        storageNotice: () => `storage_notice || '{"stops_at": null}'`,
      },
    );
  }

  /**
   * Details that the database refuses are left out: a row that kept its intent would be launched again for ever.
   * @param instance what is left of it; undefined where that is unknown
   */
  async markFailed(
    { userId, type }: ContainerKey,
    failure: Failure,
    instance: Instance | null | undefined,
  ): Promise<void> {
    const left = instance !== undefined && {
      containerId: instance?.id ?? null,
      createdAt: instance?.createdAt ?? null,
    };
    const failed = { ...setStatus('error'), intent: null, restReason: null, ...RELEASED, ...left };
    try {
      await this.rows.update({ userId, type }, { ...failed, failure });
    } catch (error) {
      if (toAppError(error).code === 'database_unavailable') throw error;
      this.logger.error({ err: error }, `the failure of ${type} of user ${String(userId)} is stored without details`);
      await this.rows.update({ userId, type }, { ...failed, failure: withoutDetails(failure) });
    }
  }

  /** Also for a container that was found without a row. */
  async markResting(instance: Instance, status: 'paused' | 'stopped', restReason: RestReason): Promise<void> {
    const { userId, type, id: containerId, image: templateImage, createdAt } = instance;
    const { kind: runtime } = this.runtime;
    await this.rows.query(
      `INSERT INTO user_container
         (user_id, container_type, status, rest_reason, container_id, runtime, template_image, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (user_id, container_type) DO UPDATE
       SET status = excluded.status, status_since = ${STATUS_SINCE}, rest_reason = excluded.rest_reason,
           container_id = excluded.container_id, runtime = excluded.runtime, template_image = excluded.template_image,
           created_at = excluded.created_at, failure = NULL, queued_at = NULL,
           intent = CASE WHEN user_container.intent = ANY ($9) THEN user_container.intent END,
           reserved_at = CASE WHEN excluded.status = 'paused' OR user_container.intent = ANY ($9)
             THEN user_container.reserved_at END`,
      [userId, type, status, restReason, containerId, runtime, templateImage, createdAt, GOES_ON],
    );
  }

  /**
   * @param restReason why there is none any more; null where the owner knows
   * @param of the operation that found or made it so
   */
  async markAbsent({ userId, type }: ContainerKey, restReason: RestReason | null, of: Intent): Promise<void> {
    const gone = {
      restReason,
      containerId: null,
      createdAt: null,
      failure: null,
      machine: null,
      waitsFor: null,
      outdated: null,
      layerBytes: null,
    };
    await this.rows.manager.transaction(async (manager) => {
      const lock = { mode: 'pessimistic_write' } as const;
      const before = await manager.findOne(UserContainer, { where: { userId, type }, lock });
      const next = GOES_ON.includes(of) ? {} : { intent: null, ...RELEASED };
      await manager.update(UserContainer, { userId, type }, { ...setStatus('not_created'), ...gone, ...next });
      // A "recreate" that this operation supersedes may have removed it already.
      const wasThere = before !== null && (before.status !== 'not_created' || before.intent === 'recreate');
      if (wasThere && of !== 'recreate') await this.removed.run([{ userId, type }], manager);
    });
  }

  /**
   * Corrects rows whose containers are gone, in one statement. Rows that have another container by now, or an operation
   * in progress, stay as they are: so this needs no locks. A row that another process is changing waits for the next
   * comparison.
   * @param rows read before it was found that their containers are gone
   */
  async markGone(rows: readonly Pick<RowState, 'userId' | 'type' | 'containerId'>[]): Promise<void> {
    if (rows.length === 0) return;
    await this.rows.manager.transaction(async (manager) => {
      const [gone] = await manager.query<[ContainerKey[], number]>(
        `WITH gone AS (
           SELECT container.id
           FROM unnest($1::int[], $2::text[], $3::text[]) AS seen (user_id, type, container_id)
           JOIN user_container container
             ON container.user_id = seen.user_id AND container.container_type = seen.type
               AND container.container_id IS NOT DISTINCT FROM seen.container_id
           WHERE container.intent IS NULL AND container.status <> 'not_created'
           FOR UPDATE OF container SKIP LOCKED
         )
         UPDATE user_container container
         SET status = 'not_created', status_since = now(), rest_reason = NULL, container_id = NULL, created_at = NULL,
           failure = NULL, outdated = NULL, layer_bytes = NULL, reserved_at = NULL, machine = NULL, waits_for = NULL
         FROM gone WHERE container.id = gone.id
         RETURNING container.user_id AS "userId", container.container_type AS type`,
        [rows.map(({ userId }) => userId), rows.map(({ type }) => type), rows.map(({ containerId }) => containerId)],
      );
      if (gone.length > 0) await this.removed.run(gone, manager);
    });
  }

  /**
   * Corrects rows whose containers ended or were paused from outside, in one statement and without locks: a row that has
   * changed since it was read stays as it is.
   */
  async markEnded(
    rows: readonly (Pick<RowState, 'userId' | 'type' | 'version'> & { readonly status: 'paused' | 'stopped' })[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await this.rows.query(
      `WITH ended AS (
         SELECT container.id, seen.status
         FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS seen (user_id, type, version, status)
         JOIN user_container container
           ON container.user_id = seen.user_id AND container.container_type = seen.type
             AND container.xmin::text = seen.version
         FOR UPDATE OF container SKIP LOCKED
       )
       UPDATE user_container container
       SET status = ended.status, rest_reason = 'ended', failure = NULL,
         reserved_at = CASE ended.status WHEN 'paused' THEN container.reserved_at END,
         status_since = CASE WHEN container.status = ended.status THEN container.status_since ELSE now() END
       FROM ended WHERE container.id = ended.id`,
      [
        rows.map(({ userId }) => userId),
        rows.map(({ type }) => type),
        rows.map(({ version }) => version),
        rows.map(({ status }) => status),
      ],
    );
  }

  /** Not by key alone: one that was created anew in the meantime must not be taken for the older one. */
  async markOutdated(
    found: readonly (ContainerKey & { readonly id: string; readonly outdated: Outdated | null })[],
  ): Promise<void> {
    if (found.length === 0) return;
    await this.rows.query(
      `UPDATE user_container container SET outdated = found.outdated
       FROM (
         SELECT container.id, found.outdated
         FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS found (user_id, type, id, outdated)
         JOIN user_container container
           ON container.user_id = found.user_id AND container.container_type = found.type
             AND container.container_id = found.id AND container.outdated IS DISTINCT FROM found.outdated
         ORDER BY container.id FOR NO KEY UPDATE OF container
       ) found
       WHERE container.id = found.id`,
      [
        found.map(({ userId }) => userId),
        found.map(({ type }) => type),
        found.map(({ id }) => id),
        found.map(({ outdated }) => outdated),
      ],
    );
  }

  /**
   * Where containers are and what they wait for. One that waits for its machine keeps it. A row that another statement is
   * changing waits for the next comparison.
   */
  async markPlaces(instances: readonly Pick<Instance, 'userId' | 'type' | 'node' | 'waitsFor'>[]): Promise<void> {
    const found = instances.map(({ userId, type, node, waitsFor }) => ({
      ...{ user_id: userId, type },
      waits_for: waitsFor && { kind: waitsFor.kind, name: 'name' in waitsFor ? waitsFor.name : null },
      machine: node && { id: node.id, name: node.name },
    }));
    await this.rows.query(
      `WITH found AS (
         SELECT container.id, found.waits_for,
           CASE WHEN found.waits_for->>'kind' = 'node' THEN COALESCE(found.machine, container.machine) ELSE found.machine END AS machine
         FROM jsonb_to_recordset($1::jsonb) AS found (user_id int, type text, machine jsonb, waits_for jsonb)
         JOIN user_container container ON container.user_id = found.user_id AND container.container_type = found.type
       ), moved AS (
         SELECT found.* FROM found JOIN user_container container USING (id)
         WHERE (container.machine, container.waits_for) IS DISTINCT FROM (found.machine, found.waits_for)
         FOR NO KEY UPDATE OF container SKIP LOCKED
       )
       UPDATE user_container container SET machine = moved.machine, waits_for = moved.waits_for
       FROM moved WHERE container.id = moved.id`,
      [JSON.stringify(outsideText.to(found))],
    );
  }

  async markVolumesDeleted({ userId, type }: ContainerKey): Promise<void> {
    await this.rows.update({ userId, type }, { kept: [], keptBytes: '0', uploadedBytes: '0' });
  }
}
