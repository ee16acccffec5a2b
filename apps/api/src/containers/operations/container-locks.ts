import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type ContainerKey, formatKey } from '../../container-ref/container-ref.js';
import { DatabaseChannel } from '../../database/database-channel.js';
import { AppError } from '../../errors/app-error.js';

/** Sent when a card is free again; a holder that died says nothing, so waiting also looks for itself now and then. */
const FREED = 'spawner_card_free';
/** Sent by whoever waits for a card, for its holder to give way to a different intent. */
const WANTED = 'spawner_card_wanted';
const LOOK_MS = 500;

/** A card that this process alone works on. */
export interface ContainerLock {
  /** Aborted when the database gave the card to another process while our connection was broken. */
  readonly lost: AbortSignal;
  release(): void;
}

interface Held {
  readonly key: ContainerKey;
  readonly lost: AbortController;
  /** False while the database has not answered yet. */
  taken: boolean;
}

/**
 * One process at a time for each card, by advisory locks of the database: they end with the process that holds them, so
 * there is no lease to renew and none to wait out. Within a process the card's lane does the same.
 */
@Injectable()
export class ContainerLocks {
  private readonly held = new Map<string, Held>();
  private readonly waiting = new Map<string, () => void>();

  constructor(private readonly channel: DatabaseChannel) {
    channel.listen(FREED, (name) => this.waiting.get(name)?.());
    channel.whenConnected(() => void this.takeAgain());
  }

  /** Calls back when another process waits for the card with this intent. */
  onWanted(callback: (key: ContainerKey, intent: string) => void): void {
    this.channel.listen(WANTED, (payload) => {
      const { from, key, intent } = JSON.parse(payload) as { from: string; key: ContainerKey; intent: string };
      if (from !== this.channel.id) callback(key, intent);
    });
  }

  /** Null when somebody works on the card at this moment. */
  async tryHold(key: ContainerKey): Promise<ContainerLock | null> {
    const name = formatKey(key);
    if (this.held.has(name)) return null;
    const held: Held = { key, lost: new AbortController(), taken: false };
    this.held.set(name, held);
    try {
      held.taken = await this.take(key);
    } finally {
      if (!held.taken) this.held.delete(name);
    }
    if (!held.taken) return null;
    return { lost: held.lost.signal, release: () => this.release(name, held) };
  }

  /** Waits its turn; whoever holds the card is told what is wanted. */
  async hold(key: ContainerKey, intent: string, signal: AbortSignal): Promise<ContainerLock> {
    for (let told = false; ; told = true) {
      const hold = await this.tryHold(key);
      if (hold) return hold;
      if (!told) this.channel.notify(WANTED, JSON.stringify({ from: this.channel.id, key, intent }));
      await this.freed(key, signal);
    }
  }

  private async freed(key: ContainerKey, signal: AbortSignal): Promise<void> {
    const name = formatKey(key);
    const woken = new AbortController();
    this.waiting.set(name, () => {
      woken.abort();
    });
    await delay(LOOK_MS, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => undefined);
    this.waiting.delete(name);
    signal.throwIfAborted();
  }

  private async take({ userId, type }: ContainerKey): Promise<boolean> {
    const rows = await this.channel.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock($1::int, hashtext($2)) AS taken',
      [userId, type],
    );
    return rows[0]?.taken === true;
  }

  private release(name: string, held: Held): void {
    if (this.held.get(name) !== held) return;
    this.held.delete(name);
    const { userId, type } = held.key;
    // Queries of one connection are answered in order, so our own next try already finds the card free. Where the
    // connection is broken the lock has ended with it.
    this.channel
      .query('SELECT pg_advisory_unlock($1::int, hashtext($2))', [userId, type])
      .then(() => {
        this.channel.notify(FREED, name);
      })
      .catch(() => undefined);
  }

  /** A new connection begins without the locks of the old one. */
  private async takeAgain(): Promise<void> {
    for (const [name, held] of this.held) {
      if (!held.taken) continue;
      const taken = await this.take(held.key).catch(() => null);
      // No answer: the connection broke once more, and the next one comes back here.
      if (taken === null) return;
      if (taken || this.held.get(name) !== held) continue;
      this.held.delete(name);
      held.lost.abort(new AppError('superseded'));
    }
  }
}
