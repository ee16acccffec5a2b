import { Injectable } from '@nestjs/common';
import { type ContainerKey, parseKey } from '../container-ref/container-ref.js';
import { Changes } from '../database/changes.js';
import { DatabaseChannel } from '../database/database-channel.js';

/** Sent by triggers of the `user_container` table with the keys of the changed rows. */
const CHANGED = 'spawner_card';

/** Containers. */
@Injectable()
export class ContainerChanges extends Changes<ContainerKey> {
  constructor(channel: DatabaseChannel) {
    super(channel, CHANGED, (payload) => payload.split(' ').map(parseKey));
  }
}
