import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { ContainerStatus, LastLaunch, RestReason, Visited, Volume } from '@spawner/contracts';
import { In, Not, Repository } from 'typeorm';
import type { ContainerKey } from '../container-ref/container-ref.js';
import { toAppError } from '../errors/problem.js';
import { ContainerRuntime, type Instance } from '../runtime/container-runtime.js';
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

/** Everything anybody asks of the `user_container` table. */
@Injectable()
export class UserContainerRepository {
  private readonly logger = new Logger(UserContainerRepository.name);

  constructor(
    @InjectRepository(UserContainer) private readonly rows: Repository<UserContainer>,
    private readonly runtime: ContainerRuntime,
  ) {}

  /** In SQL: building the query anew each time costs three times as much as running it, and every dashboard asks this. */
  ofUser(userId: number): Promise<CardRow[]> {
    return this.rows.query(
      `SELECT container_type AS type, container_id AS "containerId", status, status_since AS "statusSince",
              rest_reason AS "restReason", kept, created_at AS "createdAt", last_used AS "lastUsed", (${VISITED}) AS visited
       FROM user_container card WHERE user_id = $1`,
      [userId],
    );
  }

  find({ userId, type }: ContainerKey): Promise<UserContainer | null> {
    return this.rows.findOneBy({ userId, type });
  }

  async visitedOf({ userId, type }: ContainerKey): Promise<Visited | null> {
    const [row] = await this.rows.query<{ visited: Visited | null }[]>(
      `SELECT (${VISITED}) AS visited FROM user_container card WHERE user_id = $1 AND container_type = $2`,
      [userId, type],
    );
    return row?.visited ?? null;
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
       SET status = 'starting', intent = excluded.intent, template_image = excluded.template_image,
           runtime = excluded.runtime, failure = NULL, rest_reason = NULL
       RETURNING container_id`,
      [userId, type, templateImage, this.runtime.kind, intent],
    );
    return row?.container_id ?? null;
  }

  /** A card without a container has nothing to stop, so it does not say so. */
  async markStopping({ userId, type }: ContainerKey, intent: Intent): Promise<void> {
    await this.rows.update({ userId, type, status: Not('not_created') }, { status: 'stopping', intent });
  }

  async markRunning(instance: Instance, port: number, lastLaunch: LastLaunch): Promise<void> {
    const { userId, type } = instance;
    await this.rows.update(
      { userId, type },
      {
        status: 'running',
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
    const failed = { status: 'error', intent: null, restReason: null, ...seen } as const;
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
    const seen = { status, restReason, containerId, runtime, templateImage, createdAt, failure: null, intent: null };
    await this.rows.upsert({ userId, type, ...seen }, ['userId', 'type']);
  }

  /** @param restReason why there is none any more, where that is worth telling */
  async markAbsent({ userId, type }: ContainerKey, restReason: RestReason | null): Promise<void> {
    await this.rows.update(
      { userId, type },
      { status: 'not_created', intent: null, restReason, containerId: null, createdAt: null, failure: null },
    );
  }

  allKept(): Promise<Pick<UserContainer, 'userId' | 'type' | 'kept'>[]> {
    return this.rows.find({ select: { userId: true, type: true, kept: true } });
  }

  async markKept({ userId, type }: ContainerKey, kept: Volume[]): Promise<void> {
    await this.rows.update({ userId, type }, { kept });
  }
}
