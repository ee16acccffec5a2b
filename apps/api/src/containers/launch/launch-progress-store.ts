import { Injectable } from '@nestjs/common';
import { LaunchProgress } from '@spawner/contracts';
import { z } from 'zod';
import { type ContainerKey, formatKey } from '../../container-ref/container-ref.js';
import { DatabaseChannel } from '../../database/database-channel.js';
import { LaunchTracker } from './launch-progress.js';

/** Between processes: a dashboard may be connected to another process than the one that launches. */
const PROGRESS = 'spawner_progress';
const Message = z.object({
  from: z.string(),
  userId: z.int(),
  type: z.string(),
  progress: LaunchProgress.nullable(),
});
/** A build can report dozens of lines a second. */
const REPORT_MS = 200;

type Listener = (key: ContainerKey, progress: LaunchProgress) => void;

/** The progress of every launch, in this process and in others. Not stored: it is worthless a moment later. */
@Injectable()
export class LaunchProgressStore {
  private readonly own = new Map<string, LaunchTracker>();
  private readonly others = new Map<string, LaunchProgress>();
  private readonly pending = new Map<string, NodeJS.Timeout>();
  private readonly listeners = new Set<Listener>();

  constructor(private readonly channel: DatabaseChannel) {
    channel.listen(PROGRESS, (payload) => {
      this.receive(payload);
    });
    // The end of a launch may have been missed; a launch that continues is reported again with its next step.
    channel.whenConnected(() => {
      this.others.clear();
    });
  }

  /** Every `begin` needs an `end`. */
  begin(key: ContainerKey): LaunchTracker {
    const tracker = new LaunchTracker(() => {
      this.reportSoon(key);
    });
    this.own.set(formatKey(key), tracker);
    this.reportSoon(key);
    return tracker;
  }

  end(key: ContainerKey): void {
    const name = formatKey(key);
    clearTimeout(this.pending.get(name));
    this.pending.delete(name);
    this.own.delete(name);
    this.send(key, null);
  }

  /** Null when no launch is known to be in progress. */
  of(key: ContainerKey): LaunchProgress | null {
    const name = formatKey(key);
    return this.own.get(name)?.progress ?? this.others.get(name) ?? null;
  }

  /**
   * Calls back with every step. The end of a launch is not a step: it changes the container's row.
   * @returns what ends it
   */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** At once, then at most once in REPORT_MS, the last step included. */
  private reportSoon(key: ContainerKey): void {
    const name = formatKey(key);
    if (this.pending.has(name)) return;
    this.pending.set(
      name,
      setTimeout(() => {
        this.pending.delete(name);
        this.report(key);
      }, REPORT_MS),
    );
    this.report(key);
  }

  private report(key: ContainerKey): void {
    const progress = this.own.get(formatKey(key))?.progress;
    if (!progress) return;
    this.notify(key, progress);
    this.send(key, progress);
  }

  private notify(key: ContainerKey, progress: LaunchProgress): void {
    for (const listener of this.listeners) listener(key, progress);
  }

  private send({ userId, type }: ContainerKey, progress: LaunchProgress | null): void {
    this.channel.notify(PROGRESS, JSON.stringify({ from: this.channel.id, userId, type, progress }));
  }

  private receive(payload: string): void {
    const { from, progress, ...key } = Message.parse(JSON.parse(payload));
    if (from === this.channel.id) return;
    if (!progress) {
      this.others.delete(formatKey(key));
      return;
    }
    this.others.set(formatKey(key), progress);
    this.notify(key, progress);
  }
}
