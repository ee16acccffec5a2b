import { Injectable } from '@nestjs/common';
import { DatabaseChannel } from '../database/database-channel.js';
import type { InstanceKey } from '../runtime/container-runtime.js';
import { cardOf } from './card-name.js';

/** Sent by a trigger of the `user_container` table with every change, whoever made it. */
const CHANGED = 'spawner_card';

type Listener = (key: InstanceKey | 'all') => void;

/** Says that a card may look different now, in whichever process it was changed: a hint to read it anew. */
@Injectable()
export class CardChanges {
  private readonly listeners = new Set<Listener>();

  constructor(channel: DatabaseChannel) {
    channel.listen(CHANGED, (payload) => {
      this.tell(cardOf(payload));
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

  tell(key: InstanceKey): void {
    for (const listener of this.listeners) listener(key);
  }

  tellAll(): void {
    for (const listener of this.listeners) listener('all');
  }
}
