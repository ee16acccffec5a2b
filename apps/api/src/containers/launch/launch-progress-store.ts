import { Injectable } from '@nestjs/common';
import { LaunchProgress } from '@spawner/contracts';
import { z } from 'zod';
import { type ContainerKey, formatKey } from '../../container-ref/container-ref.js';
import { DatabaseChannel } from '../../database/database-channel.js';
import { LaunchTracker } from './launch-progress.js';

/** Between processes: a dashboard may be connected to another process than the one that launches. */
const PROGRESS = 'spawner_progress';
const Message = z.object({
  userId: z.int(),
  type: z.string(),
  progress: LaunchProgress.nullable(),
});
/** A build can report dozens of lines a second, and a launch that takes no longer than this need not report its steps. */
const REPORT_MS = 200;

type Listener = (key: ContainerKey, progress: LaunchProgress) => void;

/** The progress of every launch, in this process and in others. Not stored: it is worthless a moment later. */
@Injectable()
export class LaunchProgressStore {
  private readonly own = new Map<string, LaunchTracker>();
  private readonly others = new Map<string, LaunchProgress>();
  /** Since the last report, of any launch: in a class of 30 each end moves everybody else in the queue. */
  private readonly changed = new Map<string, ContainerKey>();
  private reporting: NodeJS.Timeout | undefined;
  /** Of the own ones, those that other processes know. */
  private readonly sent = new Set<string>();
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
    this.own.delete(name);
    this.changed.delete(name);
    if (this.sent.delete(name)) this.channel.notify(PROGRESS, this.message(key, null));
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

  private reportSoon(key: ContainerKey): void {
    this.changed.set(formatKey(key), key);
    this.reporting ??= setTimeout(() => {
      this.reporting = undefined;
      this.report();
    }, REPORT_MS);
  }

  private report(): void {
    const messages: string[] = [];
    for (const [name, key] of this.changed) {
      const progress = this.own.get(name)?.progress;
      if (!progress) continue;
      this.notify(key, progress);
      this.sent.add(name);
      messages.push(this.message(key, progress));
    }
    this.changed.clear();
    this.channel.notify(PROGRESS, ...messages);
  }

  private notify(key: ContainerKey, progress: LaunchProgress): void {
    for (const listener of this.listeners) listener(key, progress);
  }

  private message({ userId, type }: ContainerKey, progress: LaunchProgress | null): string {
    return JSON.stringify({ from: this.channel.id, userId, type, progress });
  }

  private receive(payload: string): void {
    const message = JSON.parse(payload) as { readonly from?: unknown } | null;
    if (message?.from === this.channel.id) return;
    const { progress, ...key } = Message.parse(message);
    if (!progress) {
      this.others.delete(formatKey(key));
      return;
    }
    this.others.set(formatKey(key), progress);
    this.notify(key, progress);
  }
}
