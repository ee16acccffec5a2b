import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import type { CapacityLimits } from './line.js';

const GB = 1024 ** 3;
/** For Spawner, its database, the gateway and the system. */
const PLATFORM_BYTES = 1.5 * GB;
/** A launch looks at the disk only where the last look is older. */
const LOOK_MS = 5000;

/** How much containers may take of the server, together. */
@Injectable()
export class Capacity {
  private disk = { at: -Infinity, free: null as number | null, size: 0 };

  constructor(private readonly settings: Settings) {}

  /** What holds without a setting. Memory cannot be shared as processor time can: that has no limit by itself. */
  readonly computed: CapacityLimits = { memory: memoryFor(totalmem()), cpu: null, running: null };

  get limits(): CapacityLimits {
    return this.computed;
  }

  get waitMs(): number {
    return 15 * 60_000;
  }

  /** How long a container has to be paused until it may be stopped to make room. */
  get makeRoomAfterSeconds(): number {
    return 600;
  }

  /** @returns null where the system does not tell; the floor is what has to stay free */
  async diskSpace(): Promise<{ readonly free: number | null; readonly floor: number; readonly computed: number }> {
    const now = performance.now();
    if (now - this.disk.at > LOOK_MS) {
      const found = await statfs(this.settings.folders.data).catch(() => null);
      this.disk = {
        at: now,
        free: found && found.bavail * found.bsize,
        size: found ? found.blocks * found.bsize : 0,
      };
    }
    const computed = floorFor(this.disk.size);
    return { free: this.disk.free, floor: computed, computed };
  }
}

/** A small machine keeps a place for at least some containers. */
export const memoryFor = (total: number): number => Math.floor(Math.max((total - PLATFORM_BYTES) * 0.9, total * 0.25));

export const floorFor = (size: number): number => Math.min(Math.max(size * 0.05, GB), 10 * GB);
