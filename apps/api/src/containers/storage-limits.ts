import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ContainerKey } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { megabytes, STORAGE_LIMIT } from './storage-limits.queries.js';

interface Storage {
  readonly used: number;
  readonly limit: number;
}

/** What people may store in the volumes of all their containers together. */
@Injectable()
export class StorageLimits {
  constructor(private readonly source: DataSource) {}

  /**
   * Counts an upload before it is written, until the volumes are measured again: others at the same time find it.
   * @throws AppError `storage_full`
   */
  async take(key: ContainerKey, bytes: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      const storage = await this.lock(key.userId, manager);
      if (!storage) return;
      const { used, limit } = storage;
      if (used + bytes > limit) {
        throw new AppError('storage_full', { used: megabytes(used), limit: megabytes(limit) });
      }
      await manager.query(
        `UPDATE user_container SET uploaded_bytes = uploaded_bytes + $3 WHERE user_id = $1 AND container_type = $2`,
        [key.userId, key.type, bytes],
      );
    });
  }

  /** Null without a limit. In two statements: the sum of one has to be younger than the lock. */
  private async lock(userId: number, manager: EntityManager): Promise<Storage | null> {
    await manager.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
    const [storage] = await manager.query<{ used: number; limit: number | null }[]>(
      `SELECT (${STORAGE_LIMIT})::float8 AS limit, (
         SELECT COALESCE(sum(kept_bytes + uploaded_bytes), 0)::float8 FROM user_container WHERE user_id = person.id
       ) AS used
       FROM users person WHERE id = $1`,
      [userId],
    );
    if (!storage || storage.limit === null) return null;
    return { used: storage.used, limit: storage.limit };
  }
}
