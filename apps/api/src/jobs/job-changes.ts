import { Injectable } from '@nestjs/common';
import type { JobState } from '@spawner/contracts';
import { Changes } from '../database/changes.js';
import { DatabaseChannel } from '../database/database-channel.js';

/** Sent by a trigger of the `job` table. */
const CHANGED = 'spawner_job';

export interface JobChange {
  readonly id: string;
  readonly state: JobState;
  readonly startedBy: number;
}

@Injectable()
export class JobChanges extends Changes<JobChange> {
  constructor(channel: DatabaseChannel) {
    super(channel, CHANGED, (payload) => {
      const [id = '', state = '', startedBy = ''] = payload.split(' ');
      return [{ id, state: state as JobState, startedBy: Number(startedBy) }];
    });
  }
}
