import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../background/clock.js';
import { TransactionHooks } from '../database/transaction-hooks.js';
import { User } from './user.entity.js';
import { UserBlocks } from './user-blocks.js';

const DAY_MS = 86_400_000;

/**
 * Deletes accounts in two steps: at once nobody can log in and the address is free; after some days the data is erased, and
 * until then the account can be restored.
 */
@Injectable()
export class UserDeletions {
  /** Called with users who are deleted, in that transaction. What blocked users lose as well is a hook of UserBlocks. */
  readonly deleted = new TransactionHooks<readonly number[]>();
  /** Called with a user whose row is about to go, in that transaction: what has no reference to it stays. */
  readonly erased = new TransactionHooks<number>();

  constructor(
    private readonly blocks: UserBlocks,
    private readonly clock: Clock,
  ) {}

  /** @param by null where the person did it */
  async delete(
    userId: number,
    { by, days }: { readonly by: number | null; readonly days: number },
    manager: EntityManager,
  ): Promise<void> {
    const deletedAt = this.clock.now();
    const eraseAfter = new Date(deletedAt.getTime() + days * DAY_MS);
    await manager.update(
      User,
      { id: userId },
      { deletedAt, deletedBy: by, eraseAfter, eraseTriedAt: null, eraseError: null },
    );
    await this.blocks.enforced.run([userId], manager);
    await this.deleted.run([userId], manager);
  }
}
