import { isDeepStrictEqual } from 'node:util';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import { Loops } from '../background/loops.js';
import { DatabaseChannel } from '../database/database-channel.js';
import { User } from './user.entity.js';

/** Sent by a trigger of the `users` table when a user becomes an admin or stops being one. */
const CHANNEL = 'spawner_admins';
/** Also without a message: a read after one may have failed. */
const READ_MS = 60_000;

/** Who is an admin: from memory for requests to services, from the database for actions that only admins may do. */
@Injectable()
export class Admins implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners = new Set<() => void>();
  private ids: ReadonlySet<number> = new Set();
  private stopListening: () => void = () => undefined;

  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly channel: DatabaseChannel,
    private readonly loops: Loops,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.load();
    const loop = this.loops.every(READ_MS, 'reading who is an admin', () => this.load());
    this.channel.listen(CHANNEL, () => void loop.run());
    this.stopListening = this.channel.whenConnected(() => void loop.run());
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  /** From memory. */
  has(userId: number): boolean {
    return this.ids.has(userId);
  }

  /** From memory: there is no admin at all, as in a new installation. */
  get none(): boolean {
    return this.ids.size === 0;
  }

  /** From the database. The row is locked: the answer stays true until the end of the transaction. */
  async confirm(userId: number, manager = this.users.manager): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      "SELECT FROM users WHERE id = $1 AND role = 'admin' AND NOT blocked AND deleted_at IS NULL FOR SHARE",
      [userId],
    );
    return rows.length > 0;
  }

  /**
   * All who may act as admins, from the database. Their rows are locked: of two who demote each other one finds that they
   * are no admin any more. Before any other row of `users` is locked, so that they wait and do not deadlock.
   */
  async lock(manager: EntityManager): Promise<readonly number[]> {
    const rows = await manager.query<{ id: number }[]>(
      "SELECT id FROM users WHERE role = 'admin' AND NOT blocked AND deleted_at IS NULL ORDER BY id FOR UPDATE",
    );
    return rows.map(({ id }) => id);
  }

  /** Calls back when the set of admins has changed. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  private async load(): Promise<void> {
    const admins = await this.users.find({ select: { id: true }, where: { role: 'admin' } });
    const ids = new Set(admins.map(({ id }) => id));
    if (isDeepStrictEqual(ids, this.ids)) return;
    this.ids = ids;
    for (const listener of this.listeners) listener();
  }
}
