import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../background/clock.js';
import { Settings } from '../../config/settings.js';
import { DatabaseChannel } from '../../database/database-channel.js';
import { accessTokenLifetimes } from './lifetimes.js';

const CHANNEL = 'spawner_revoked';
/** Said in place of a session where some may have been missed. */
const ALL = '*';

/**
 * Sessions that ended before what was signed for them does, and what is a session to whoever comes by it: share links and visits by admins. Kept in memory, so that a logout counts at once and yet no
 * request costs a query; every API process is told, and looks again whenever it may have missed something.
 */
@Injectable()
export class RevokedSessions implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RevokedSessions.name);
  /** Session id → when it was revoked; a Map keeps them in that order. */
  private readonly revokedAt = new Map<string, number>();
  private readonly listeners = new Set<(id: string) => void>();
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly channel: DatabaseChannel,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.load();
    this.channel.listen(CHANNEL, (id) => {
      if (id === ALL) this.lookAgain();
      else this.remember(id, this.clock.now().getTime());
    });
    this.stopListening = this.channel.whenConnected(() => {
      // Neither what was said to us in the meantime has arrived, nor what we said.
      this.lookAgain();
      this.channel.notify(CHANNEL, ALL);
    });
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  add(id: string): void {
    this.remember(id, this.clock.now().getTime());
    this.channel.notify(CHANNEL, id);
  }

  has(id: string): boolean {
    return this.revokedAt.has(id);
  }

  /** Calls back for each session once, when it is first known here to have ended. */
  onRevoked(listener: (id: string) => void): void {
    this.listeners.add(listener);
  }

  private lookAgain(): void {
    this.load().catch((error: unknown) => {
      // The channel is connected anew after that, and looks again then.
      this.logger.debug({ err: error }, 'could not read the revoked sessions');
    });
  }

  /** Asks over the channel itself: on a connection of the pool this alone could fail, and nobody would look again. */
  private async load(): Promise<void> {
    const rows = await this.channel.query<{ id: string; at: Date }>(
      `SELECT id, revoked_at AS at FROM session WHERE revoked_at > $1
       UNION ALL SELECT id, ended_at FROM share_link WHERE ended_at > $1
       UNION ALL SELECT id, ended_at FROM admin_visit WHERE ended_at > $1
       ORDER BY at`,
      [new Date(this.forgetBefore())],
    );
    for (const { id, at } of rows) this.remember(id, at.getTime());
  }

  private remember(id: string, now: number): void {
    if (this.revokedAt.has(id)) return;
    const forgetBefore = this.forgetBefore();
    for (const [old, at] of this.revokedAt) {
      if (at > forgetBefore) break;
      this.revokedAt.delete(old);
    }
    this.revokedAt.set(id, now);
    for (const listener of this.listeners) listener(id);
  }

  /** Whatever was signed for a session revoked earlier than this has ended by itself. */
  private forgetBefore(): number {
    return this.clock.now().getTime() - accessTokenLifetimes(this.settings).longest * 1000;
  }
}
