import { setTimeout as delay } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Loop } from '../background/loop.js';
import { Loops } from '../background/loops.js';
import { ContainerChanges } from '../containers/container-changes.js';
import { DatabaseChannel } from '../database/database-channel.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { RuntimeHealth } from '../runtime/runtime-health.js';
import { Corrections } from './corrections.js';

const TICK_MS = 10_000;
/** The start of the process waits no longer for the first list. */
const FIRST_LIST_MS = 2000;

/**
 * When rows are compared with the runtime: at start, on a tick, on an event of the runtime, and when runtime or database
 * are back. Level-triggered: an event only says where to look. One comparison at a time, so that an older one never
 * overwrites a newer one.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly endings: (() => void)[] = [];
  private loop: Loop | undefined;

  constructor(
    private readonly corrections: Corrections,
    private readonly runtime: ContainerRuntime,
    private readonly health: RuntimeHealth,
    private readonly channel: DatabaseChannel,
    private readonly changes: ContainerChanges,
    private readonly loops: Loops,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const loop = this.loops.every(TICK_MS, 'comparing containers with the runtime', () => this.compareAll());
    this.loop = loop;
    // What runs is served from the first request on; thousands of rows may have to be corrected behind it.
    await Promise.race([loop.run(() => this.route()), delay(FIRST_LIST_MS, undefined, { ref: false })]);
    this.endings.push(
      this.runtime.watch((hint) => {
        void (hint.kind === 'resync' ? loop.run() : loop.run(() => this.corrections.correctOne(hint.name)));
      }),
      // Now, and whenever rows may be older than what runs.
      this.channel.whenConnected(() => void loop.run()),
      this.health.onChange(() => {
        this.changes.notifyAll();
        if (!this.health.awaySince) void loop.run();
      }),
    );
  }

  beforeApplicationShutdown(): void {
    for (const end of this.endings) end();
  }

  /** Compares everything now. */
  async run(): Promise<void> {
    await this.loop?.run();
  }

  // The calls would only end at their deadline, and the start of the process would wait for them.
  private async route(): Promise<void> {
    if (!this.health.awaySince) await this.corrections.route();
  }

  private async compareAll(): Promise<void> {
    if (!this.health.awaySince) await this.corrections.correctAll();
  }
}
