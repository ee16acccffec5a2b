import { Injectable } from '@nestjs/common';
import type { RestReason } from '@spawner/contracts';
import { unlessAborted } from '../../background/unless-aborted.js';
import { containerName, type ContainerRef } from '../../container-ref/container-ref.js';
import { Gateway } from '../../gateway/gateway.js';
import { ContainerRuntime } from '../../runtime/container-runtime.js';
import { RuntimeHealth } from '../../runtime/runtime-health.js';
import { VolumeStore } from '../../runtime/volume-store.js';
import { TemplateCatalogue } from '../../templates/template-catalogue.js';
import { Admission, type Lane } from '../admission/admission.js';
import type { Intent, Outcome } from '../intent.js';
import { Launcher } from '../launch/launcher.js';
import { UserContainerRepository } from '../user-container.repository.js';

interface Operation {
  readonly ref: ContainerRef;
  /** Aborted when a later intent supersedes the operation, or the process ends. */
  readonly signal: AbortSignal;
  /** Of a launch, where it has to wait. */
  readonly lane?: Lane;
}

/** What each intent does, whatever state the container is in. The caller holds the container's lock. */
@Injectable()
export class OperationSteps {
  private readonly of: { readonly [I in Intent]: (operation: Operation) => Promise<Outcome[I]> } = {
    launch: (operation) => this.launch(operation, 'launch'),
    stop: ({ ref }) => this.stop(ref, 'stop', 'asked'),
    restart: async (operation) => {
      if (await this.endsFirst(operation.ref, 'restart')) await this.stop(operation.ref, 'restart', 'asked');
      return this.launch(operation, 'restart');
    },
    recreate: async (operation) => {
      if (await this.endsFirst(operation.ref, 'recreate')) await this.remove(operation.ref, 'recreate', null);
      return this.launch(operation, 'recreate');
    },
    remove: ({ ref }) => this.remove(ref, 'remove', null),
    remove_with_volumes: ({ ref }) => this.remove(ref, 'remove_with_volumes', null),
    idle_pause: ({ ref }) => this.pause(ref),
    idle_stop: ({ ref }) => this.stop(ref, 'idle_stop', 'idle'),
    storage_stop: ({ ref }) => this.stop(ref, 'storage_stop', 'storage'),
    idle_remove: ({ ref }) => this.remove(ref, 'idle_remove', 'idle'),
    make_room: ({ ref }) => this.stop(ref, 'make_room', 'room'),
    put_back: ({ ref }) => this.putBack(ref, 'put_back'),
    put_back_volumes: ({ ref }) => this.putBack(ref, 'put_back_volumes'),
  };

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly launcher: Launcher,
    private readonly admission: Admission,
    private readonly runtime: ContainerRuntime,
    private readonly volumes: VolumeStore,
    private readonly health: RuntimeHealth,
    private readonly gateway: Gateway,
    private readonly catalogue: TemplateCatalogue,
  ) {}

  perform<I extends Intent>(intent: I, operation: Operation): Promise<Outcome[I]> {
    return this.of[intent](operation);
  }

  /**
   * Refuses before anything ends. What a process that has died has begun goes on, so that its launch stores why it is refused;
   * what already waits for a place keeps it.
   */
  private async endsFirst(ref: ContainerRef, intent: Intent): Promise<boolean> {
    const row = await this.rows.find(ref);
    if (row?.intent === intent) return row.queuedAt === null;
    await this.admission.check(ref, this.catalogue.get(ref.type));
    return true;
  }

  private async launch({ ref, signal, lane = null }: Operation, intent: Intent): Promise<string> {
    signal.throwIfAborted();
    return this.launcher.launch({ ref, template: this.catalogue.get(ref.type), signal, lane }, intent);
  }

  private async stop(ref: ContainerRef, intent: Intent, reason: RestReason): Promise<string | null> {
    this.health.away.throwIfAborted();
    await this.rows.markStopping(ref, intent);
    // Before the stop: the engine soon gives the address to another container, which may be another user's, and a request
    // that still connects would reach that one. Now it waits for the next launch.
    this.gateway.rest(ref);
    await unlessAborted(this.health.away, this.runtime.stop(containerName(ref)));
    return this.rest(ref, intent, 'stopped', reason);
  }

  private async pause(ref: ContainerRef): Promise<string | null> {
    this.health.away.throwIfAborted();
    await this.rows.markPausing(ref);
    // Before the pause: a request in this moment would hang in a frozen container; now it waits for the next launch.
    this.gateway.rest(ref);
    await unlessAborted(this.health.away, this.runtime.pause(containerName(ref)));
    return this.rest(ref, 'idle_pause', 'paused', 'idle');
  }

  private async remove(ref: ContainerRef, intent: Intent, reason: RestReason | null): Promise<null> {
    this.health.away.throwIfAborted();
    await this.rows.markStopping(ref, intent);
    // Before the removal, as in `stop`.
    this.gateway.close(ref);
    await unlessAborted(this.health.away, this.runtime.remove(containerName(ref)));
    if (intent === 'remove_with_volumes') {
      // Before the row forgets the intent: a process that ends in between leaves the rest to the next one.
      await this.volumes.remove(ref);
      await this.rows.markVolumesDeleted(ref);
    }
    await this.rows.markAbsent(ref, reason, intent);
    return null;
  }

  private async putBack(ref: ContainerRef, intent: Intent): Promise<null> {
    this.health.away.throwIfAborted();
    const row = await this.rows.find(ref);
    // Another process can launch it while the connection that holds this one's lock is broken. It is in use then.
    if (row?.intent !== intent) return null;
    const existed = row.status === 'stopped';
    const name = containerName(ref);
    await unlessAborted(this.health.away, existed ? this.runtime.stop(name) : this.runtime.remove(name));
    // A process that has just started has no route of it yet.
    if (existed) this.gateway.rest(ref);
    else this.gateway.close(ref);
    if (intent === 'put_back_volumes') await this.volumes.remove(ref);
    await this.rows.markPutBack(ref);
    return null;
  }

  /** Stores what is there now: it may be gone, or stopped instead of paused. */
  private async rest(
    ref: ContainerRef,
    intent: Intent,
    status: 'paused' | 'stopped',
    reason: RestReason,
  ): Promise<string | null> {
    const left = await this.runtime.inspect(containerName(ref));
    if (!left) {
      this.gateway.close(ref);
      await this.rows.markAbsent(ref, null, intent);
      return null;
    }
    this.gateway.rest(ref);
    await this.rows.markResting(left, status === 'paused' && left.state !== 'paused' ? 'stopped' : status, reason);
    return left.id;
  }
}
