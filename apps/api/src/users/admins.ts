import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { DatabaseChannel } from '../database/database-channel.js';
import { User } from './user.entity.js';

/** Sent by a trigger of the `users` table when somebody becomes an admin, or is one no longer. */
const CHANGED = 'spawner_admins';

/** Who is an admin, known without a query. What admins may do is asked of the database once more. */
@Injectable()
export class Admins implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(Admins.name);
  private ids: ReadonlySet<number> = new Set();
  private stopListening: () => void = () => undefined;

  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly channel: DatabaseChannel,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.load();
    this.channel.listen(CHANGED, () => this.lookAgain());
    this.stopListening = this.channel.whenConnected(() => this.lookAgain());
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  has(userId: number): boolean {
    return this.ids.has(userId);
  }

  private lookAgain(): void {
    this.load().catch((error: unknown) => {
      // The channel comes back after the database does, and looks again then.
      this.logger.debug({ err: error }, 'could not read who is an admin');
    });
  }

  private async load(): Promise<void> {
    const admins = await this.users.find({ select: { id: true }, where: { isAdmin: true } });
    this.ids = new Set(admins.map(({ id }) => id));
  }
}
