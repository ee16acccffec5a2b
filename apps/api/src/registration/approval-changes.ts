import { Injectable } from '@nestjs/common';
import { DatabaseChannel } from '../database/database-channel.js';

/** Sent by a trigger of the `users` table. */
const CHANNEL = 'spawner_approval';

type Listener = (userId: number | 'all') => void;

/** Hints that somebody was approved or refused, by whichever process. */
@Injectable()
export class ApprovalChanges {
  private readonly listeners = new Set<Listener>();

  constructor(channel: DatabaseChannel) {
    channel.listen(CHANNEL, (payload) => {
      this.notify(Number(payload));
    });
    // Notifications sent while there was no connection are lost.
    channel.whenConnected(() => {
      this.notify('all');
    });
  }

  /** @returns what ends it */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private notify(userId: number | 'all'): void {
    for (const listener of this.listeners) listener(userId);
  }
}
