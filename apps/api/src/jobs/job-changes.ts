import { Injectable } from '@nestjs/common';
import type { JobState } from '@spawner/contracts';
import { DatabaseChannel } from '../database/database-channel.js';

/** Sent by a trigger of the `job` table. */
const CHANGED = 'spawner_job';

export interface JobChange {
  readonly id: string;
  readonly state: JobState;
  readonly startedBy: number;
}

type Listener = (change: JobChange | 'all') => void;

/** Reports that a job has changed, in any process: a hint to read it again. */
@Injectable()
export class JobChanges {
  private readonly listeners = new Set<Listener>();

  constructor(channel: DatabaseChannel) {
    channel.listen(CHANGED, (payload) => {
      const [id = '', state = '', startedBy = ''] = payload.split(' ');
      this.notify({ id, state: state as JobState, startedBy: Number(startedBy) });
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

  private notify(change: JobChange | 'all'): void {
    for (const listener of this.listeners) listener(change);
  }
}
