import type { DatabaseChannel } from './database-channel.js';

/** `all`: what has changed is not known. */
type Listener<Change> = (change: Change | 'all') => void;

/** Reports what has changed, by whichever process or operator: a hint to read it again. Triggers of tables send it. */
export abstract class Changes<Change> {
  private readonly listeners = new Set<Listener<Change>>();

  /** @param name of the channel @param read what a notification reports */
  protected constructor(channel: DatabaseChannel, name: string, read: (payload: string) => readonly Change[]) {
    channel.listen(name, (payload) => {
      for (const change of read(payload)) this.notify(change);
    });
    // Notifications sent while there was no connection are lost.
    channel.whenConnected(() => {
      this.notifyAll();
    });
  }

  /** @returns what ends it */
  subscribe(listener: Listener<Change>): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  notifyAll(): void {
    this.notify('all');
  }

  private notify(change: Change | 'all'): void {
    for (const listener of this.listeners) listener(change);
  }
}
