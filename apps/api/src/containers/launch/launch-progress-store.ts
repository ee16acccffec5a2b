import { Injectable } from '@nestjs/common';
import { LaunchProgress } from '@spawner/contracts';
import { z } from 'zod';
import { type ContainerKey, formatKey } from '../../container-ref/container-ref.js';
import { DatabaseChannel } from '../../database/database-channel.js';
import { ContainerChanges } from '../container-changes.js';
import { LaunchTracker } from './launch-progress.js';

/** Between processes, so that a dashboard may be connected to another one than the launch runs in. */
const PROGRESS = 'spawner_progress';
const Said = z.object({
  from: z.string(),
  userId: z.int(),
  type: z.string(),
  progress: LaunchProgress.nullable(),
});
/** A build can report dozens of lines a second. */
const TELL_MS = 200;

/** What every launch is doing, in this process and in the others. Never stored: it is worth nothing a moment later. */
@Injectable()
export class LaunchProgressStore {
  private readonly own = new Map<string, LaunchTracker>();
  private readonly others = new Map<string, LaunchProgress>();
  private readonly pending = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly channel: DatabaseChannel,
    private readonly changes: ContainerChanges,
  ) {
    channel.listen(PROGRESS, (payload) => {
      this.hear(payload);
    });
    // Whether those launches have ended meanwhile was told to nobody; what goes on is told again with its next step.
    channel.whenConnected(() => {
      this.others.clear();
    });
  }

  /** Whoever gets a tracker here must call `end`. */
  begin(key: ContainerKey): LaunchTracker {
    const tracker = new LaunchTracker(() => {
      this.tellSoon(key);
    });
    this.own.set(formatKey(key), tracker);
    this.tellSoon(key);
    return tracker;
  }

  end(key: ContainerKey): void {
    const name = formatKey(key);
    clearTimeout(this.pending.get(name));
    this.pending.delete(name);
    this.own.delete(name);
    this.say(key, null);
  }

  /** Null when no launch is known to be under way. */
  progressOf(key: ContainerKey): LaunchProgress | null {
    const name = formatKey(key);
    return this.own.get(name)?.progress ?? this.others.get(name) ?? null;
  }

  /** At once, then at most once in a while, the last word included. */
  private tellSoon(key: ContainerKey): void {
    const name = formatKey(key);
    if (this.pending.has(name)) return;
    this.pending.set(
      name,
      setTimeout(() => {
        this.pending.delete(name);
        this.tell(key);
      }, TELL_MS),
    );
    this.tell(key);
  }

  private tell(key: ContainerKey): void {
    const progress = this.own.get(formatKey(key))?.progress;
    if (!progress) return;
    this.changes.tell(key);
    this.say(key, progress);
  }

  private say({ userId, type }: ContainerKey, progress: LaunchProgress | null): void {
    this.channel.notify(PROGRESS, JSON.stringify({ from: this.channel.id, userId, type, progress }));
  }

  private hear(payload: string): void {
    const { from, progress, ...key } = Said.parse(JSON.parse(payload));
    if (from === this.channel.id) return;
    const name = formatKey(key);
    if (progress) this.others.set(name, progress);
    else this.others.delete(name);
    this.changes.tell(key);
  }
}
