import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import { Loops } from '../background/loops.js';
import { DatabaseChannel } from '../database/database-channel.js';
import { TransactionHooks } from '../database/transaction-hooks.js';
import { User } from './user.entity.js';

/** Sent by a trigger of the `users` table. */
const CHANNEL = 'spawner_blocked';
/** How long sessions of a blocked or deleted user may last when ending them right after the block has failed. */
const EVERY_MS = 60_000;

export interface Blocking {
  readonly by: number;
  readonly reason: string | null;
  /** Whether the user reads the reason when they log in. */
  readonly told: boolean;
}

/**
 * Blocks users. Their sessions, share links and visits end with the block: in the same transaction where it is set here,
 * and right after the commit where an operator sets `users.blocked` in SQL. No new ones can begin after the commit, because
 * the code that begins one locks the user's row and reads the block there. The same holds for deleted users.
 */
@Injectable()
export class UserBlocks implements OnModuleInit, OnApplicationShutdown {
  /** Called with the ids of blocked and deleted users, by every process and repeatedly: a hook must do nothing where everything has ended. */
  readonly enforced = new TransactionHooks<readonly number[]>();
  private readonly logger = new Logger(UserBlocks.name);
  private stopListening: () => void = () => undefined;

  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly channel: DatabaseChannel,
    loops: Loops,
  ) {
    loops.every(EVERY_MS, 'ending what blocked and deleted users have open', () => this.enforce());
  }

  async onModuleInit(): Promise<void> {
    await this.enforce();
    this.channel.listen(CHANNEL, () => this.enforceSoon());
    this.stopListening = this.channel.whenConnected(() => this.enforceSoon());
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  async block(userId: number, { by, reason, told }: Blocking, manager: EntityManager): Promise<void> {
    const details = { blockedAt: () => 'now()', blockedBy: by, blockedReason: reason, blockedTold: told };
    await manager.update(User, { id: userId }, { blocked: true, ...details });
    await this.enforced.run([userId], manager);
  }

  async unblock(userId: number, manager: EntityManager): Promise<void> {
    const details = { blockedAt: null, blockedBy: null, blockedReason: null, blockedTold: false };
    await manager.update(User, { id: userId }, { blocked: false, ...details });
  }

  /** Ends what users have open who were blocked or deleted in SQL, or by another process. */
  async enforce(): Promise<void> {
    await this.users.manager.transaction(async (manager) => {
      // Locked, so that a user who is unblocked meanwhile does not lose a new session.
      const blocked = await manager.query<{ id: number }[]>(
        'SELECT id FROM users WHERE blocked OR deleted_at IS NOT NULL ORDER BY id FOR SHARE',
      );
      if (blocked.length > 0)
        await this.enforced.run(
          blocked.map(({ id }) => id),
          manager,
        );
    });
  }

  private enforceSoon(): void {
    this.enforce().catch((error: unknown) => {
      // The loop tries again, and so does the next connection of the channel.
      this.logger.warn({ err: error }, 'could not end what blocked and deleted users have open');
    });
  }
}
