import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../background/clock.js';
import { Settings } from '../../config/settings.js';
import { DatabaseChannel } from '../../database/database-channel.js';
import { accessTokenLifetimes } from './lifetimes.js';

const CHANNEL = 'spawner_revoked';
/** Sent in place of an id when notifications may have been lost. */
const ALL = '*';

/**
 * Revoked before they expire: sessions, share links and visits by admins. In memory, so that a check costs no query. Every
 * process receives a notification of each, and loads all of them again when notifications may have been lost.
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
      if (id === ALL) this.reload();
      else this.remember(id, this.clock.now().getTime());
    });
    this.stopListening = this.channel.whenConnected(() => {
      // Notifications of the meantime were lost in both directions.
      this.reload();
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

  /** Calls back once for each id, when this process learns that it is revoked. */
  onRevoked(listener: (id: string) => void): void {
    this.listeners.add(listener);
  }

  private reload(): void {
    this.load().catch((error: unknown) => {
      // The channel reconnects after such an error, and that reloads.
      this.logger.debug({ err: error }, 'could not read the revoked sessions');
    });
  }

  /** Over the channel itself: a query that fails there makes it reconnect and load again; on the pool nothing would. */
  private async load(): Promise<void> {
    const rows = await this.channel.query<{ id: string; at: Date }>(
      `SELECT id, revoked_at AS at FROM session WHERE revoked_at > $1
       UNION ALL SELECT id, ended_at FROM share_link WHERE ended_at > $1
       UNION ALL SELECT id, ended_at FROM visit WHERE ended_at > $1
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

  /** Everything that was signed for a session revoked earlier than this has expired. */
  private forgetBefore(): number {
    return this.clock.now().getTime() - accessTokenLifetimes(this.settings).longest * 1000;
  }
}
