import { Injectable } from '@nestjs/common';
import { type ContainerKey, parseKey } from '../container-ref/container-ref.js';
import { DatabaseChannel } from '../database/database-channel.js';

/** Sent by a trigger of the `user_container` table with every change, whoever made it. */
const CHANGED = 'spawner_card';

type Listener = (key: ContainerKey | 'all') => void;

/** Says that a card may look different now, in whichever process it was changed: a hint to read it anew. */
@Injectable()
export class ContainerChanges {
  private readonly listeners = new Set<Listener>();

  constructor(channel: DatabaseChannel) {
    channel.listen(CHANGED, (payload) => {
      this.tell(parseKey(payload));
    });
    // What happened while nobody could tell us.
    channel.whenConnected(() => {
      this.tellAll();
    });
  }

  /** @returns what ends it */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(key: ContainerKey): void {
    for (const listener of this.listeners) listener(key);
  }

  tellAll(): void {
    for (const listener of this.listeners) listener('all');
  }
}
