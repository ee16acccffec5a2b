import { Injectable } from '@nestjs/common';
import { type ContainerKey, parseKey } from '../container-ref/container-ref.js';
import { DatabaseChannel } from '../database/database-channel.js';

/**
 * Sent by triggers of the `user_container` table with the keys of the changed rows, whichever process or operator makes
 * the change.
 */
const CHANGED = 'spawner_card';

type Listener = (key: ContainerKey | 'all') => void;

/** Reports that a container may have changed, in any process: a hint to read its row again. */
@Injectable()
export class ContainerChanges {
  private readonly listeners = new Set<Listener>();

  constructor(channel: DatabaseChannel) {
    channel.listen(CHANGED, (payload) => {
      for (const key of payload.split(' ')) this.notify(parseKey(key));
    });
    // Notifications sent while there was no connection are lost.
    channel.whenConnected(() => {
      this.notifyAll();
    });
  }

  /** @returns what ends it */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  notifyAll(): void {
    this.notify('all');
  }

  private notify(key: ContainerKey | 'all'): void {
    for (const listener of this.listeners) listener(key);
  }
}
