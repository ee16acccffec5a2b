import { Injectable } from '@nestjs/common';
import { Changes } from '../database/changes.js';
import { DatabaseChannel } from '../database/database-channel.js';

/** Sent by a trigger of the `users` table. */
const CHANGED = 'spawner_approval';

/** Ids of users who were approved or refused. */
@Injectable()
export class ApprovalChanges extends Changes<number> {
  constructor(channel: DatabaseChannel) {
    super(channel, CHANGED, (payload) => [Number(payload)]);
  }
}
