import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type ContainerKey, formatKey } from '../../container-ref/container-ref.js';
import { DatabaseChannel } from '../../database/database-channel.js';
import { AppError } from '../../errors/app-error.js';

/** Sent when a container is free again. A killed holder sends nothing, so waiting processes also try at intervals. */
const FREED = 'spawner_card_free';
/** Sent by a process that waits for a container: an operation with a different intent is then superseded. */
const WANTED = 'spawner_card_wanted';
const RETRY_MS = 500;

/** While it is held, no other process works on the container. */
export interface ContainerLock {
  /** Aborted when another process took the lock while the connection of this one was broken. */
  readonly lost: AbortSignal;
  release(): void;
}

interface Held {
  readonly key: ContainerKey;
  readonly lost: AbortController;
  /** False until the database has answered. */
  taken: boolean;
}

/**
 * One process at a time for each container, by advisory locks of the database: they end with the process that holds them,
 * so there is no lease to renew and none to wait out. Within a process the container's queue does the same.
 */
@Injectable()
export class ContainerLocks {
  private readonly held = new Map<string, Held>();
  private readonly waiting = new Map<string, () => void>();

  constructor(private readonly channel: DatabaseChannel) {
    channel.listen(FREED, (name) => this.waiting.get(name)?.());
    channel.whenConnected(() => void this.takeAgain());
  }

  /** Calls back when another process waits for the container with this intent. */
  onWanted(callback: (key: ContainerKey, intent: string) => void): void {
    this.channel.listen(WANTED, (payload) => {
      const { from, key, intent } = JSON.parse(payload) as { from: string; key: ContainerKey; intent: string };
      if (from !== this.channel.id) callback(key, intent);
    });
  }

  /** Null while another operation, here or in another process, holds it. */
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

  /** Waits for the lock, and sends its holder the intent. */
  async hold(key: ContainerKey, intent: string, signal: AbortSignal): Promise<ContainerLock> {
    for (let isSent = false; ; isSent = true) {
      const lock = await this.tryHold(key);
      if (lock) return lock;
      if (!isSent) this.channel.notify(WANTED, JSON.stringify({ from: this.channel.id, key, intent }));
      await this.freed(key, signal);
    }
  }

  private async freed(key: ContainerKey, signal: AbortSignal): Promise<void> {
    const name = formatKey(key);
    const woken = new AbortController();
    this.waiting.set(name, () => {
      woken.abort();
    });
    await delay(RETRY_MS, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => undefined);
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
    // Queries of one connection run in order, so the next try of this process already finds the container free. Where
    // the connection is broken the lock has ended with it.
    this.channel
      .query('SELECT pg_advisory_unlock($1::int, hashtext($2)), pg_notify($3, $4)', [userId, type, FREED, name])
      .catch(() => undefined);
  }

  /** The locks of the old connection ended with it. */
  private async takeAgain(): Promise<void> {
    for (const [name, held] of this.held) {
      if (!held.taken) continue;
      const taken = await this.take(held.key).catch(() => null);
      // The connection broke once more: the next one calls this again.
      if (taken === null) return;
      if (taken || this.held.get(name) !== held) continue;
      this.held.delete(name);
      held.lost.abort(new AppError('superseded'));
    }
  }
}
