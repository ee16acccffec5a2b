import { totalmem } from 'node:os';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { CapacityState } from '@spawner/contracts';
import { Loops } from '../../background/loops.js';
import { type DiskSpace, HostProbe } from '../../runtime/host-probe.js';
import { Machines } from '../../runtime/machines.js';
import { InstallationSettings } from '../../settings/installation-settings.js';
import type { CapacityLimits } from './line.js';

const MB = 1024 ** 2;
const GB = 1024 * MB;
/** For Spawner, its database, the gateway and the system. */
const PLATFORM_BYTES = 1.5 * GB;
const LOOK_MS = 30_000;

/** How much containers may take of the server, together. */
@Injectable()
export class Capacity implements OnApplicationBootstrap {
  /** What holds without a setting. Processor time can be shared, so that it has no limit by itself; memory cannot. */
  get computed(): CapacityLimits {
    const ready = this.machines.nodes.filter(({ state }) => state === 'ready');
    if (ready.length === 0) return { memory: memoryFor(totalmem()), cpu: null, running: null };
    const machines = Object.fromEntries(ready.map(({ id, memoryBytes }) => [id, memoryFor(memoryBytes)]));
    const memory = Object.values(machines).reduce((sum, each) => sum + each, 0);
    return { memory, cpu: null, running: null, machines };
  }

  private disk: DiskSpace | null = null;

  constructor(
    private readonly settings: InstallationSettings,
    private readonly host: HostProbe,
    private readonly machines: Machines,
    private readonly loops: Loops,
  ) {}

  /** In the background, because no launch should wait for the engine's answer. */
  onApplicationBootstrap(): void {
    void this.loops.every(LOOK_MS, 'looking how much of the disk is free', () => this.look()).run();
  }

  get limits(): CapacityLimits {
    const { computed } = this;
    const { capacity_memory_mb: memory, capacity_cores: cores, capacity_running: running } = this.settings.all();
    return {
      memory: memory === null ? computed.memory : memory * MB,
      cpu: cores === null ? computed.cpu : Math.round(cores * 1000),
      running: running ?? computed.running,
      ...(computed.machines && { machines: computed.machines }),
    };
  }

  get waitMinutes(): number {
    return this.settings.get('capacity_wait_minutes');
  }

  /** How long a container has to be paused until it may be stopped to make room. */
  get makeRoomAfterSeconds(): number {
    return this.settings.get('capacity_make_room_minutes') * 60;
  }

  /** As last looked at. The floor has to stay free. */
  get diskSpace(): CapacityState['disk'] {
    const computed = floorFor(this.disk?.size ?? 0);
    const floor = this.settings.get('capacity_disk_floor_mb');
    return { free: this.disk?.free ?? null, floor: floor === null ? computed : floor * MB, computed };
  }

  private async look(): Promise<void> {
    this.disk = await this.host.disk();
  }
}

/** A small machine keeps room for at least some containers. */
const memoryFor = (total: number): number => Math.floor(Math.max((total - PLATFORM_BYTES) * 0.9, total * 0.25));

const floorFor = (size: number): number => Math.round(Math.min(Math.max(size * 0.05, GB), 10 * GB));
