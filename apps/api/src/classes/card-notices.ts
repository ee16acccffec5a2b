import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../background/clock.js';
import type { ContainerKey } from '../container-ref/container-ref.js';

/** Tells owners on their cards what somebody who leads their class has done. */
@Injectable()
export class CardNotices {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** @param source the job or collection: of each one notice, however often its item is repeated */
  async add(
    { userId, type }: ContainerKey,
    kind: 'collected' | 'reset',
    { by, source }: { readonly by: number; readonly source: string },
    manager: EntityManager = this.dataSource.manager,
  ): Promise<void> {
    await manager.query(
      `INSERT INTO card_notice (user_id, container_type, kind, by_name, at, source)
       SELECT container.user_id, container.container_type, $3, COALESCE(leader.display_name, leader.slug), $5, $6
       FROM user_container container JOIN users leader ON leader.id = $4
       WHERE container.user_id = $1 AND container.container_type = $2
       ON CONFLICT DO NOTHING`,
      [userId, type, kind, by, this.clock.now(), source],
    );
  }
}
