import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Changes } from '../../database/changes.js';
import { DatabaseChannel } from '../../database/database-channel.js';

/** Sent by a trigger of the `guest` table. */
const CHANGED = 'spawner_guest';
const WAIT_MS = 25_000;

/** Begun before the state is read, so that no change is missed in between. */
export interface GuestWatch {
  /** Resolves when this guest may have changed, after a while, or when the client has left. */
  changed(guestId: number, left: AbortSignal): Promise<void>;
  end(): void;
}

/** Ids of guests whom a teacher has let in or refused. */
@Injectable()
export class GuestChanges extends Changes<number> implements OnModuleDestroy {
  constructor(channel: DatabaseChannel) {
    super(channel, CHANGED, (payload) => [Number(payload)]);
  }

  watch(): GuestWatch {
    const seen = new Set<number | 'all'>();
    let wake: () => void = () => undefined;
    const end = this.subscribe((id) => {
      seen.add(id);
      wake();
    });
    return {
      changed: (guestId, left) =>
        new Promise((resolve) => {
          const done = () => {
            clearTimeout(timer);
            left.removeEventListener('abort', done);
            resolve();
          };
          const timer = setTimeout(done, WAIT_MS);
          left.addEventListener('abort', done);
          wake = () => {
            if (left.aborted || seen.has(guestId) || seen.has('all')) done();
          };
          wake();
        }),
      end,
    };
  }

  /** A shutdown does not wait for them. */
  onModuleDestroy(): void {
    this.notifyAll();
  }
}
