import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { ContainerStatus } from '@spawner/contracts';
import { Repository } from 'typeorm';
import type { Instance, InstanceKey } from '../runtime/container-runtime.js';
import type { Failure } from './failure.js';
import { UserContainer } from './user-container.entity.js';

/** What a card shows of a row. */
export type CardRow = Pick<UserContainer, 'type' | 'containerId' | 'status' | 'createdAt' | 'lastUsed'>;

/** Everything anybody asks of the `user_container` table. */
@Injectable()
export class UserContainerRepository {
  constructor(@InjectRepository(UserContainer) private readonly rows: Repository<UserContainer>) {}

  /** In SQL: building the query anew each time costs three times as much as running it, and every dashboard asks this. */
  ofUser(userId: number): Promise<CardRow[]> {
    return this.rows.query(
      `SELECT container_type AS type, container_id AS "containerId", status, created_at AS "createdAt", last_used AS "lastUsed"
       FROM user_container WHERE user_id = $1`,
      [userId],
    );
  }

  find({ userId, type }: InstanceKey): Promise<UserContainer | null> {
    return this.rows.findOneBy({ userId, type });
  }

  /** All rows with the slug that their service's path is made of. */
  allWithOwner(): Promise<UserContainer[]> {
    return this.rows.find({ relations: { user: true } });
  }

  findWithOwner({ userId, type }: InstanceKey): Promise<UserContainer | null> {
    return this.rows.findOne({ where: { userId, type }, relations: { user: true } });
  }

  /** Moves `last_used` of a container that runs and gives its row; null when none runs. One statement. */
  async touchRunning({ userId, type }: InstanceKey): Promise<UserContainer | null> {
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

  /** Takes the card: there is a row from here on. Gives the container it remembers. */
  async markStarting({ userId, type }: InstanceKey, templateImage: string): Promise<string | null> {
    const [row] = await this.rows.query<{ container_id: string | null }[]>(
      `INSERT INTO user_container (user_id, container_type, template_image, status) VALUES ($1, $2, $3, 'starting')
       ON CONFLICT (user_id, container_type)
       DO UPDATE SET status = 'starting', template_image = excluded.template_image, failure = NULL
       RETURNING container_id`,
      [userId, type, templateImage],
    );
    return row?.container_id ?? null;
  }

  async markRunning(instance: Instance, port: number): Promise<void> {
    const { userId, type } = instance;
    await this.rows.update(
      { userId, type },
      {
        status: 'running',
        containerId: instance.id,
        containerPort: port,
        templateImage: instance.image,
        createdAt: instance.createdAt,
        lastUsed: () => 'now()',
        failure: null,
      },
    );
  }

  async markFailed({ userId, type }: InstanceKey, instance: Instance | null, failure: Failure): Promise<void> {
    const seen = { containerId: instance?.id ?? null, createdAt: instance?.createdAt ?? null };
    await this.rows.update({ userId, type }, { status: 'error', ...seen, failure });
  }

  /** What the runtime turned out to be doing, without anybody having asked for it here. */
  async markSeen(instance: Instance, status: ContainerStatus): Promise<void> {
    const { userId, type, id: containerId, image: templateImage, createdAt } = instance;
    const seen = { status, containerId, templateImage, createdAt, failure: null };
    await this.rows.upsert({ userId, type, ...seen }, ['userId', 'type']);
  }

  async markAbsent({ userId, type }: InstanceKey): Promise<void> {
    await this.rows.update(
      { userId, type },
      { status: 'not_created', containerId: null, createdAt: null, failure: null },
    );
  }
}
