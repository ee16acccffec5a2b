import { Injectable } from '@nestjs/common';
import { Clock } from '../background/clock.js';
import { ContainerChanges } from './container-changes.js';
import type { UserContainer } from './user-container.entity.js';

/** Which stored statuses have been compared with what runs since this process started. */
@Injectable()
export class Verification {
  private readonly since: Date;
  private complete = false;

  constructor(
    private readonly changes: ContainerChanges,
    clock: Clock,
  ) {
    this.since = clock.now();
  }

  /** All of them. */
  get isComplete(): boolean {
    return this.complete;
  }

  /** Before all of them are, those that the comparison or an operation has written since the start. */
  covers({ status, statusSince }: Pick<UserContainer, 'status' | 'statusSince'>): boolean {
    return this.complete || status === 'not_created' || statusSince >= this.since;
  }

  finish(): void {
    if (this.complete) return;
    this.complete = true;
    this.changes.notifyAll();
  }
}
