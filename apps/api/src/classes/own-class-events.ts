import { Injectable } from '@nestjs/common';
import type { OwnClasses as Answer } from '@spawner/contracts';
import { LatestOnly } from '../background/latest-only.js';
import { type ClassChange, ClassChanges } from './class-changes.js';
import { OwnClasses } from './own-classes.js';

interface Follower {
  readonly send: (classes: Answer) => void;
  /** Not everything could be read. */
  readonly fail: () => void;
}

const EMPTY: Answer = { classes: [] };

/** Tells people what changes in their classes: lessons, messages, their place in the line of those who call for help. */
@Injectable()
export class OwnClassEvents {
  constructor(
    private readonly own: OwnClasses,
    private readonly changes: ClassChanges,
  ) {}

  /**
   * Sends them, then again after each change.
   * @returns what ends it
   */
  follow(userId: number, { send, fail }: Follower): () => void {
    let known = EMPTY;
    const reads = new LatestOnly<number>(async (id) => {
      known = await this.own.of(id);
      send(known);
    });
    reads.onFailure = fail;
    reads.request(userId);
    const endChanges = this.changes.subscribe((change) => {
      if (change === 'all' || concerns(change, userId, known)) reads.request(userId);
    });
    return () => {
      endChanges();
      reads.stop();
    };
  }
}

function concerns(change: ClassChange, userId: number, { classes }: Answer): boolean {
  if (change.user_id === userId) return true;
  const own = classes.find(({ id }) => id === change.class_id);
  if (!own) return false;
  // Another call for help that is done, or withdrawn, moves those behind it up.
  return change.user_id === null || (change.kind === 'help' && own.help !== null);
}
