import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import { DatabaseChannel } from '../database/database-channel.js';
import { User } from './user.entity.js';

/** Sent by a trigger of the `users` table when a user becomes an admin or stops being one. */
const CHANNEL = 'spawner_admins';

/** Who is an admin: from memory for requests to services, from the database for actions that only admins may do. */
@Injectable()
export class Admins implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(Admins.name);
  private readonly listeners = new Set<() => void>();
  private ids: ReadonlySet<number> = new Set();
  private stopListening: () => void = () => undefined;

  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly channel: DatabaseChannel,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.load();
    this.channel.listen(CHANNEL, () => this.reload());
    this.stopListening = this.channel.whenConnected(() => this.reload());
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

  /** Calls back when the set of admins may have changed. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  private reload(): void {
    this.load().catch((error: unknown) => {
      // The channel reconnects after the database does, and reloads then.
      this.logger.debug({ err: error }, 'could not read who is an admin');
    });
  }

  private async load(): Promise<void> {
    const admins = await this.users.find({ select: { id: true }, where: { role: 'admin' } });
    this.ids = new Set(admins.map(({ id }) => id));
    for (const listener of this.listeners) listener();
  }
}
