import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Volume as KeptVolume } from '@spawner/contracts';
import type { Loop } from '../background/loop.js';
import { Loops } from '../background/loops.js';
import { Rests } from '../background/rests.js';
import { type ContainerKey, formatKey } from '../container-ref/container-ref.js';
import { LaunchProgressStore } from '../containers/launch/launch-progress-store.js';
import { StoredSizes } from '../containers/stored-sizes.js';
import { type Volume, VolumeStore } from '../runtime/volume-store.js';

const MEASURE_MS = 5 * 60_000;
/** After the last step of a launch: in a class one listing finds all its volumes, and measuring them delays nobody. */
const LIST_AFTER_MS = 2000;
/** For more containers than this, one listing of everything takes less time. */
const FEW = 8;
/** The engine reads every file to measure them, minutes on slow disks: after each time it rests this many times as long. */
const REST_FACTOR = 20;

type Kept = ContainerKey & { readonly kept: readonly KeptVolume[] };

/** Stores which folders each container keeps, and how large they are. */
@Injectable()
export class VolumeSizes implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  /** By volume name, as last measured. */
  private sizes: ReadonlyMap<string, number> = new Map();
  /** What the rows say; null until they were read. */
  private stored: Map<string, Kept> | null = null;
  /** Containers whose volumes may be new. */
  private readonly launched = new Map<string, ContainerKey>();
  private listsAll = true;
  private hasRun = false;
  private readonly rests = new Rests(REST_FACTOR);
  private listing: Loop | undefined;
  private measuring: Loop | undefined;
  private soon: NodeJS.Timeout | undefined;
  private unsubscribe: () => void = () => undefined;
  private readonly shutdown = new AbortController();

  constructor(
    private readonly rows: StoredSizes,
    private readonly volumes: VolumeStore,
    private readonly launches: LaunchProgressStore,
    private readonly loops: Loops,
  ) {}

  onApplicationBootstrap(): void {
    // Two loops, because a new volume is listed while the others are still being measured.
    this.measuring = this.loops.every(MEASURE_MS, 'measuring volumes', () => this.measure());
    this.listing = this.loops.every(MEASURE_MS, 'listing volumes', () => this.list());
    void this.listing.run();
    this.unsubscribe = this.launches.subscribe((key, { phase }) => {
      // Not made yet; another step follows.
      if (phase === 'queued' || phase === 'image') return;
      this.launched.set(formatKey(key), key);
      this.hasRun = true;
      this.soon ??= setTimeout(() => {
        this.soon = undefined;
        void this.listing?.run();
      }, LIST_AFTER_MS);
      this.soon.refresh();
    });
  }

  onModuleDestroy(): void {
    this.shutdown.abort();
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.soon);
    this.unsubscribe();
  }

  /** Where nothing has run since the last time, nothing has grown. */
  async measure(): Promise<void> {
    if (this.rests.now) return;
    const [isRunning, uploads] = await Promise.all([this.rows.anyRunning(), this.rows.uploads()]);
    if (!this.hasRun && !isRunning && uploads.length === 0 && !this.lacksSize()) return;
    this.hasRun = false;
    this.sizes = await this.rests.after(this.volumes.measure(this.shutdown.signal));
    this.listsAll = true;
    await this.listing?.run();
    await this.rows.forgetUploads(uploads);
  }

  private async list(): Promise<void> {
    const launched = new Map(this.launched);
    if (!this.listsAll && launched.size === 0) return;
    const isWhole = this.listsAll || launched.size > FEW;
    this.launched.clear();
    this.listsAll = false;
    try {
      await this.store(launched, isWhole);
    } catch (error) {
      this.listsAll = true;
      throw error;
    }
    if (this.lacksSize()) void this.measuring?.run();
  }

  /** @param launched their rows may say otherwise than what was stored: removed and launched again since */
  private async store(launched: ReadonlyMap<string, ContainerKey>, isWhole: boolean): Promise<void> {
    const stored = (this.stored ??= await this.rows.allKept());
    const wasWhole = await this.volumes.isWhole();
    const lists = isWhole ? [this.volumes.list()] : [...launched.values()].map((key) => this.volumes.list(key));
    const found = this.keptOf((await Promise.all(lists)).flat(), stored);
    const changed = [...found].filter(
      ([name, { kept }]) => launched.has(name) || !isSame(kept, stored.get(name)?.kept ?? []),
    );
    // A machine may go or come back meanwhile.
    const seesAll = wasWhole && (await this.volumes.isWhole());
    const gone = [...(isWhole ? stored : launched)].filter(([name]) => seesAll && !found.has(name));
    await this.rows.markAllKept([
      ...changed.map(([, container]) => container),
      ...gone.map(([, { userId, type }]) => ({ userId, type, kept: [] })),
    ]);
    for (const [name, container] of changed) stored.set(name, container);
    for (const [name] of gone) stored.delete(name);
  }

  private keptOf(volumes: readonly Volume[], stored: ReadonlyMap<string, Kept>): Map<string, Kept> {
    const found = new Map<string, ContainerKey & { readonly kept: KeptVolume[] }>();
    for (const { userId, type, name, path } of [...volumes].sort((a, b) => a.path.localeCompare(b.path))) {
      const key = formatKey({ userId, type });
      const known = stored.get(key)?.kept.find((volume) => volume.path === path);
      const container = found.get(key) ?? { userId, type, kept: [] };
      container.kept.push({ path, bytes: this.sizes.get(name) ?? known?.bytes ?? null });
      found.set(key, container);
    }
    return found;
  }

  private lacksSize(): boolean {
    return [...(this.stored?.values() ?? [])].some(({ kept }) => kept.some(({ bytes }) => bytes === null));
  }
}

const isSame = (one: readonly KeptVolume[], other: readonly KeptVolume[]): boolean =>
  one.length === other.length &&
  one.every(({ path, bytes }, at) => path === other[at]?.path && bytes === other[at].bytes);
