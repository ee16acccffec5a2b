import { Injectable, Logger } from '@nestjs/common';
import type { ContainerStatus } from '@spawner/contracts';
import type { EntityManager } from 'typeorm';
import { containerName, type ContainerRef } from '../container-ref/container-ref.js';
import { toAppError } from '../errors/problem.js';
import { OperationSchedule } from './operations/schedule.js';

type Ending = 'stop' | 'remove';

const STARTING: readonly ContainerStatus[] = ['starting'];
const IN_MEMORY: readonly ContainerStatus[] = ['starting', 'running', 'paused'];

/** All containers of a person whose account is blocked or deleted. */
@Injectable()
export class OwnerContainers {
  private readonly logger = new Logger(OwnerContainers.name);

  constructor(private readonly operations: OperationSchedule) {}

  /**
   * Stores what is to be done, in the transaction of the act: what this process cannot do because it ends or the runtime is
   * away, the next comparison with the runtime does. Before the act ends share links: what removes a container locks it and
   * then its links.
   * @returns what `begin` starts after the commit
   */
  async intend(
    userId: number,
    ending: Ending | 'stop_starting',
    manager: EntityManager,
  ): Promise<readonly ContainerRef[]> {
    const which = ending === 'remove' ? `(status <> 'not_created' OR intent IS NOT NULL)` : 'status = ANY($3)';
    const [rows] = await manager.query<[ContainerRef[], number]>(
      `UPDATE user_container container SET intent = $2 FROM users
       WHERE users.id = container.user_id AND container.id IN (
         SELECT id FROM user_container WHERE user_id = $1 AND ${which} ORDER BY id FOR NO KEY UPDATE
       )
       RETURNING container.user_id AS "userId", users.slug, container.container_type AS type`,
      ending === 'remove' ? [userId, ending] : [userId, 'stop', ending === 'stop' ? IN_MEMORY : STARTING],
    );
    return rows;
  }

  /** In the background: an application may take its time to end. */
  begin(refs: readonly ContainerRef[], ending: Ending): void {
    for (const ref of refs) {
      this.operations.submit(ref, ending).catch((error: unknown) => {
        this.logger.warn(`could not ${ending} ${containerName(ref)} yet: ${toAppError(error).code}`);
      });
    }
  }
}
