import { Injectable } from '@nestjs/common';
import { Changes } from '../database/changes.js';
import { DatabaseChannel } from '../database/database-channel.js';

/** Sent by triggers of the tables of classes. */
const CHANGED = 'spawner_class';

export interface ClassChange {
  readonly class_id: number;
  /** `members` without a person: the class itself, such as its templates. */
  readonly kind: 'help' | 'lesson' | 'message' | 'members';
  /** Whom it is about; null: all of the class. */
  readonly user_id: number | null;
}

/** What has changed in a class other than containers. */
@Injectable()
export class ClassChanges extends Changes<ClassChange> {
  constructor(channel: DatabaseChannel) {
    super(channel, CHANGED, (payload) => [JSON.parse(payload) as ClassChange]);
  }
}
