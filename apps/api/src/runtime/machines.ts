import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Loop } from '../background/loop.js';
import { Loops } from '../background/loops.js';
import { AppError } from '../errors/app-error.js';
import { HostProbe, type MachineNode } from './host-probe.js';

const LOOK_MS = 10_000;

/** The machines that instances are spread over, as last looked at: neither a page nor a launch waits for an engine. */
@Injectable()
export class Machines implements OnApplicationBootstrap {
  /** By name; empty where there is only one. */
  nodes: readonly MachineNode[] = [];
  private loop: Loop | undefined;

  constructor(
    private readonly host: HostProbe,
    private readonly loops: Loops,
  ) {}

  onApplicationBootstrap(): void {
    this.loop = this.loops.every(LOOK_MS, 'looking at the machines', () => this.look());
    void this.loop.run();
  }

  /** @throws AppError `not_found`; `last_machine` where none would be left that gets instances */
  async setDraining(id: string, isDraining: boolean): Promise<MachineNode> {
    const nodes = await this.host.nodes();
    const node = nodes.find((each) => each.id === id);
    if (!node) throw new AppError('not_found');
    const isOtherReady = nodes.some((each) => each.id !== id && each.state === 'ready');
    if (isDraining && !isOtherReady) throw new AppError('last_machine');
    await this.host.setDraining(id, isDraining);
    await this.loop?.run();
    return node;
  }

  async look(): Promise<void> {
    const nodes = await this.host.nodes();
    this.nodes = nodes.toSorted((one, other) => one.name.localeCompare(other.name));
  }
}
