import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { ContainerStatus, LastLaunch, RestReason, Visited, Volume } from '@spawner/contracts';
import { type EntityManager, In, Not, Repository } from 'typeorm';
import type { ContainerKey, ServiceId } from '../container-ref/container-ref.js';
import { TransactionHooks } from '../database/transaction-hooks.js';
import { toAppError } from '../errors/problem.js';
import { ContainerRuntime, type Instance } from '../runtime/container-runtime.js';
import type { User } from '../users/user.entity.js';
import { type Failure, withoutDetails } from './failure.js';
import type { Intent } from './operations/intent.js';
import { UserContainer } from './user-container.entity.js';

/** What a card shows of a row. */
export type CardRow = Pick<
  UserContainer,
  'type' | 'containerId' | 'status' | 'statusSince' | 'restReason' | 'kept' | 'createdAt' | 'lastUsed'
> & { readonly visited: Visited | null };

/** The last visit of an admin that the owner has not taken note of. */
const VISITED = `
  SELECT json_build_object('by', admin.email, 'at', to_char(visit.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
  FROM admin_visit visit JOIN users admin ON admin.id = visit.admin_id
  WHERE visit.user_id = card.user_id AND visit.container_type = card.container_type AND visit.dismissed_at IS NULL
  ORDER BY visit.at DESC LIMIT 1`;

/** What the detail of a card shows besides. */
export type DetailRow = CardRow & Pick<UserContainer, 'failure' | 'lastLaunch'>;

const CARD = `container_type AS type, container_id AS "containerId", status, status_since AS "statusSince",
  rest_reason AS "restReason", kept, created_at AS "createdAt", last_used AS "lastUsed", (${VISITED}) AS visited`;

/** `status_since` moves only when the status changes. */
const setStatus = (status: ContainerStatus) => ({
  status,
  statusSince: () => `CASE WHEN status = '${status}' THEN status_since ELSE now() END`,
});
const STATUS_SINCE = `CASE WHEN user_container.status = excluded.status THEN user_container.status_since ELSE now() END`;

/** All queries of the `user_container` table. */
@Injectable()
export class UserContainerRepository {
  /** Given each container that is removed, in the transaction that stores it. One that is recreated is not removed. */
  readonly removed = new TransactionHooks<ContainerKey>();
  private readonly logger = new Logger(UserContainerRepository.name);

  constructor(
    @InjectRepository(UserContainer) private readonly rows: Repository<UserContainer>,
    private readonly runtime: ContainerRuntime,
  ) {}

  /** In SQL: every dashboard needs this, and building the query each time costs three times as much as running it. */
  ofUser(userId: number): Promise<CardRow[]> {
    return this.rows.query(`SELECT ${CARD} FROM user_container card WHERE user_id = $1`, [userId]);
  }

  async detailOf({ userId, type }: ContainerKey): Promise<DetailRow | null> {
    const [row] = await this.rows.query<DetailRow[]>(
      `SELECT ${CARD}, failure, last_launch AS "lastLaunch"
       FROM user_container card WHERE user_id = $1 AND container_type = $2`,
      [userId, type],
    );
    return row ?? null;
  }

  find({ userId, type }: ContainerKey): Promise<UserContainer | null> {
    return this.rows.findOneBy({ userId, type });
  }

  /** Null where there is no such container. */
  async ownerOf({ slug, type }: ServiceId, manager: EntityManager): Promise<User | null> {
    const row = await manager.findOne(UserContainer, { where: { type, user: { slug } }, relations: { user: true } });
    return row?.user ?? null;
  }

  /**
   * Whether the container exists and may be shared. Until the end of the transaction others cannot remove it or block its
   * owner, so they find what was shared; and another share of it waits.
   */
  async lockForShare({ userId, type }: ContainerKey, manager: EntityManager): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `SELECT FROM user_container card JOIN users ON users.id = card.user_id
       WHERE card.user_id = $1 AND card.container_type = $2 AND card.status <> 'not_created' AND NOT users.blocked
       FOR UPDATE OF card FOR SHARE OF users`,
      [userId, type],
    );
    return rows.length > 0;
  }

  /** All rows with the slug that their service's path is made of. */
  allWithOwner(): Promise<UserContainer[]> {
    return this.rows.find({ relations: { user: true } });
  }

  findWithOwner({ userId, type }: ContainerKey): Promise<UserContainer | null> {
    return this.rows.findOne({ where: { userId, type }, relations: { user: true } });
  }

  /** Rows that may be due for a rest, with their owners. */
  restable(): Promise<UserContainer[]> {
    const status = In<ContainerStatus>(['running', 'paused', 'stopped', 'error']);
    return this.rows.find({ where: { status }, relations: { user: true } });
  }

  /** Moves `last_used` of a container that runs and gives its row; null when none runs. One statement. */
  async touchRunning({ userId, type }: ContainerKey): Promise<UserContainer | null> {
    const result = await this.rows
      .createQueryBuilder()
      .update()
      .set({ lastUsed: () => 'now()' })
      .where({ userId, type, status: 'running' })
      .returning('*')
      .execute();
    const [row] = result.raw as { container_id: string | null }[];
    return row ? this.rows.create({ userId, type, status: 'running', containerId: row.container_id }) : null;
  }

  /** Never moves it back. */
  async markVisited({ userId, type }: ContainerKey, at: Date): Promise<void> {
    await this.rows.query(
      `UPDATE user_container SET last_used = $3 WHERE user_id = $1 AND container_type = $2 AND last_used < $3`,
      [userId, type, at],
    );
  }

  /** Takes the card: there is a row from here on. Gives the container it remembers. */
  async markStarting({ userId, type }: ContainerKey, intent: Intent, templateImage: string): Promise<string | null> {
    const [row] = await this.rows.query<{ container_id: string | null }[]>(
      `INSERT INTO user_container (user_id, container_type, template_image, runtime, status, intent)
       VALUES ($1, $2, $3, $4, 'starting', $5)
       ON CONFLICT (user_id, container_type) DO UPDATE
       SET status = excluded.status, status_since = ${STATUS_SINCE}, intent = excluded.intent, template_image = excluded.template_image,
           runtime = excluded.runtime, failure = NULL, rest_reason = NULL
       RETURNING container_id`,
      [userId, type, templateImage, this.runtime.kind, intent],
    );
    return row?.container_id ?? null;
  }

  /** A card without a container has nothing to stop, so it does not say so. */
  async markStopping({ userId, type }: ContainerKey, intent: Intent): Promise<void> {
    await this.rows.update({ userId, type, status: Not('not_created') }, { ...setStatus('stopping'), intent });
  }

  async markRunning(instance: Instance, port: number, lastLaunch: LastLaunch): Promise<void> {
    const { userId, type } = instance;
    await this.rows.update(
      { userId, type },
      {
        ...setStatus('running'),
        intent: null,
        restReason: null,
        containerId: instance.id,
        containerPort: port,
        templateImage: instance.image,
        createdAt: instance.createdAt,
        lastUsed: () => 'now()',
        lastLaunch,
        failure: null,
      },
    );
  }

  /**
   * Whatever is refused of the failure's details, the rest is stored: a row that kept its intent would be launched again
   * for ever.
   * @param instance what is left of it; undefined where nobody could look
   */
  async markFailed(
    { userId, type }: ContainerKey,
    failure: Failure,
    instance: Instance | null | undefined,
  ): Promise<void> {
    const seen = instance !== undefined && {
      containerId: instance?.id ?? null,
      createdAt: instance?.createdAt ?? null,
    };
    const failed = { ...setStatus('error'), intent: null, restReason: null, ...seen };
    try {
      await this.rows.update({ userId, type }, { ...failed, failure });
    } catch (error) {
      if (toAppError(error).code === 'database_unavailable') throw error;
      this.logger.error({ err: error }, `the failure of ${type} of user ${String(userId)} is stored without details`);
      await this.rows.update({ userId, type }, { ...failed, failure: withoutDetails(failure) });
    }
  }

  /** It rests, with what it has; somebody asked for it, or it was found so. */
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
           created_at = excluded.created_at, failure = NULL, intent = NULL`,
      [userId, type, status, restReason, containerId, runtime, templateImage, createdAt],
    );
  }

  /** @param restReason why there is none any more, where that is worth telling */
  async markAbsent({ userId, type }: ContainerKey, restReason: RestReason | null): Promise<void> {
    const gone = { intent: null, restReason, containerId: null, createdAt: null, failure: null };
    await this.rows.manager.transaction(async (manager) => {
      const lock = { mode: 'pessimistic_write' } as const;
      const before = await manager.findOne(UserContainer, { where: { userId, type }, lock });
      await manager.update(UserContainer, { userId, type }, { ...setStatus('not_created'), ...gone });
      const isRemoved = before !== null && before.status !== 'not_created' && before.intent !== 'recreate';
      if (isRemoved) await this.removed.run({ userId, type }, manager);
    });
  }

  allKept(): Promise<Pick<UserContainer, 'userId' | 'type' | 'kept'>[]> {
    return this.rows.find({ select: { userId: true, type: true, kept: true } });
  }

  async markKept({ userId, type }: ContainerKey, kept: Volume[]): Promise<void> {
    await this.rows.update({ userId, type }, { kept });
  }
}
