import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { CapacityState, RoomWait } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import type { Loop } from '../../background/loop.js';
import { Loops } from '../../background/loops.js';
import { unlessAborted } from '../../background/unless-aborted.js';
import { type ContainerKey, type ContainerRef, formatKey } from '../../container-ref/container-ref.js';
import { DatabaseChannel } from '../../database/database-channel.js';
import { type Execution, runLocked } from '../../database/run-locked.js';
import { runPrepared } from '../../database/run-prepared.js';
import { AppError } from '../../errors/app-error.js';
import { LimitReached } from '../../errors/limit-reached.error.js';
import { ContainerRuntime } from '../../runtime/container-runtime.js';
import { RuntimeHealth } from '../../runtime/runtime-health.js';
import type { Template } from '../../templates/template.js';
import { TemplateCatalogue } from '../../templates/template-catalogue.js';
import type { Intent } from '../intent.js';
import {
  ADMIT,
  GIVE,
  JUDGE,
  type LineRow,
  LOCK,
  LOOK,
  RESERVE_FOUND,
  RESERVE_ONE,
  STATE,
  type StateRow,
  type Verdict,
  type Wish,
} from './admission.queries.js';
import { Capacity } from './capacity.js';
import { add, BULK_SHARE, missing, roomFor, type Turns, turnsOf, type Used } from './line.js';

/** Sent when a place becomes free or somebody leaves the line; its payload is the process that need not look. */
const ROOM = 'spawner_room';
/** While launches wait here: for what no notification says, such as that a paused container may go by now. */
const LOOK_MS = 5000;

/**
 * A person or visitor who waits goes first; bulk actions follow. Null is the lane in which it waits already: another process
 * has put it there.
 */
export type Lane = 0 | 1 | null;

const BULK_LANE = 1;

/** Where those who wait read why, and for how long. */
interface WaitReport {
  waiting(wait: RoomWait): void;
}

/** What was found when it was admitted. */
export interface Found {
  /** There is a container, also one that is only prepared. */
  readonly existed: boolean;
  /** Nothing of it was ever begun: it has files nowhere. */
  readonly isFirst: boolean;
  /** It was running or paused, perhaps with somebody's work in it. */
  readonly ranBefore: boolean;
  /** There is something to put into it. */
  readonly material: boolean;
}

export interface Entry {
  readonly ref: ContainerRef;
  readonly template: Template;
  readonly intent: Intent;
  readonly lane: Lane;
  readonly tracker: WaitReport;
  readonly signal: AbortSignal;
}

type Judgement = Pick<Verdict, 'verdict' | 'limit'>;

interface Waiter {
  readonly tracker: WaitReport;
  readonly look: () => void;
  readonly fail: (error: unknown) => void;
}

/** Stops paused containers when others need their places. */
export interface MakesRoom {
  /** It is in use although it is paused: others go instead. */
  spares(container: ContainerRef): boolean;
  stop(containers: readonly ContainerRef[]): void;
}

interface RestingContainer extends ContainerRef {
  readonly memory: number;
  readonly cpu: number;
  readonly machine: string | null;
  /** It is being stopped to make room already. */
  readonly leaving: boolean;
}

/** What LOOK gives. */
interface LookRow {
  readonly used: Used;
  readonly line: readonly LineRow[];
  readonly freeTimes: readonly string[];
  readonly resting: readonly RestingContainer[];
}

const NO_TURNS: Turns<LineRow> = { admitted: [], blocked: [], overtaken: [] };

/**
 * Whether a container may have a place on the server now: by the limits of its owner and by what all have reserved. One
 * lock orders the decisions of all processes, and the line of those who wait is in the rows, so that it survives them.
 */
@Injectable()
export class Admission implements OnModuleDestroy {
  private readonly waiters = new Map<string, Waiter>();
  private readonly loop: Loop;
  private room: MakesRoom = { spares: () => true, stop: () => undefined };

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly channel: DatabaseChannel,
    private readonly catalogue: TemplateCatalogue,
    private readonly runtime: ContainerRuntime,
    private readonly capacity: Capacity,
    private readonly health: RuntimeHealth,
    loops: Loops,
  ) {
    this.loop = loops.every(LOOK_MS, 'letting waiting launches in', () => this.look());
    channel.listen(ROOM, (from) => {
      if (from !== this.channel.id) this.lookSoon();
    });
    channel.whenConnected(() => {
      this.lookSoon();
    });
  }

  /** They keep their places in the line: the next process takes them up again. */
  onModuleDestroy(): void {
    for (const { fail } of this.waiters.values()) fail(new AppError('shutting_down'));
  }

  /** Before this call no container is stopped for others. */
  makeRoomWith(room: MakesRoom): void {
    this.room = room;
  }

  /**
   * Gives the container a place, or a place in the line: `turn` waits for the end of it. The row is written, except where
   * this throws. A container that has a place keeps it.
   * @throws AppError `limit_reached`, `disk_full`, `account_blocked` also where a visitor wakes it, or the request is older
   * than the block
   */
  async ask(entry: Omit<Entry, 'tracker' | 'signal'>): Promise<Found & { readonly admitted: boolean }> {
    const wish = this.wishOf(entry);
    const [answer] = await runLocked<Verdict>(this.database, LOCK, {
      statement: ADMIT,
      values: [JSON.stringify(wish)],
    });
    throwIfRefused(answer);
    return {
      admitted: answer?.verdict === 'admitted',
      existed: answer?.existed === true,
      isFirst: answer?.is_first === true,
      ranBefore: answer?.ran_before === true,
      material: answer?.material === true,
    };
  }

  /**
   * Resolves when the container that waits has its place.
   * @throws AppError `no_room` when the time is up, and what aborts the signal
   */
  async turn(entry: Entry): Promise<void> {
    do await this.moved(entry);
    while (!(await this.ask(entry)).admitted);
  }

  /**
   * Whether a launch would have a place at once.
   * @param beside of containers that take memory and have no place
   */
  async hasRoom(ref: ContainerRef, template: Template, beside: readonly Template[]): Promise<boolean> {
    const wish = this.wishOf({ ref, template, intent: 'launch', lane: 0 });
    const taken = beside.map(sizeOf).reduce(add, { memory: 0, cpu: 0, running: 0 });
    const most = {
      most_memory: less(wish.most_memory, taken.memory),
      most_cpu: less(wish.most_cpu, taken.cpu),
      most_running: less(wish.most_running, taken.running),
    };
    return (await this.judge({ ...wish, ...most }))?.verdict === 'admitted';
  }

  /**
   * For what ends a container before it launches it again.
   * @throws AppError what `ask` would refuse it with
   */
  async check(ref: ContainerRef, template: Template): Promise<void> {
    throwIfRefused(await this.judge(this.wishOf({ ref, template, intent: 'launch', lane: 0 })));
  }

  /** How many launches of a bulk action would have a place at once, of at most `most`. None where others wait already. */
  async roomForBulk(template: Template, most: number): Promise<number> {
    const [row] = await this.database.query<StateRow[]>(STATE, [this.machines]);
    const { memory, cpu, running, waiting } = row as StateRow;
    if (Number(waiting) > 0) return 0;
    let used: Used = { memory: Number(memory), cpu: Number(cpu), running: Number(running) };
    let fitting = 0;
    while (fitting < most && missing(used, sizeOf(template), BULK_LANE, this.capacity.limits) === null) {
      used = add(used, sizeOf(template));
      fitting += 1;
    }
    return fitting;
  }

  /** Whether launches of this process wait. */
  private get isFull(): boolean {
    return this.waiters.size > 0;
  }

  async state(): Promise<CapacityState> {
    const [row] = await this.database.query<StateRow[]>(STATE, [this.machines]);
    const { memory, cpu, running, most, waiting, since } = row as StateRow;
    const { limits, computed, diskSpace } = this.capacity;
    return {
      memory: { capacity: limits.memory, computed: computed.memory, reserved: Number(memory), most: Number(most) },
      cpu: { capacity: limits.cpu, computed: computed.cpu, reserved: Number(cpu) },
      running: { capacity: limits.running, computed: computed.running, reserved: Number(running) },
      disk: diskSpace,
      waiting: Number(waiting),
      longest_wait_since: since?.toISOString() ?? null,
    };
  }

  /** For containers that run without a place: nothing is ended for it, the sum may exceed the capacity. */
  async reserveFound(): Promise<void> {
    const sizes = this.catalogue.all().map((template) => ({ type: template.type, ...sizeOf(template) }));
    await this.database.query(RESERVE_FOUND, [JSON.stringify(sizes)]);
  }

  /** The same for one that was started outside Spawner: its launch must neither wait nor be refused. */
  async reserve({ userId, type }: ContainerKey): Promise<void> {
    if (!this.catalogue.has(type)) return;
    await this.database.query(RESERVE_ONE, [userId, type, JSON.stringify(sizeOf(this.catalogue.get(type)))]);
  }

  private async judge(wish: Wish): Promise<Judgement | undefined> {
    const [judgement] = await runPrepared<Judgement>(this.database, JUDGE, [JSON.stringify(wish)]);
    return judgement;
  }

  private wishOf({ ref, template, intent, lane }: Omit<Entry, 'tracker' | 'signal'>): Wish {
    const { memory, cpu, running, machines = null } = this.capacity.limits;
    const { free, floor } = this.capacity.diskSpace;
    return {
      ...{ user_id: ref.userId, type: ref.type, intent, lane, image: template.image, runtime: this.runtime.kind },
      ...sizeOf(template),
      ...{ most_memory: memory, most_cpu: cpu, most_running: running, bulk_share: BULK_SHARE, machines },
      disk_full: free !== null && free < floor,
    };
  }

  /** Resolves when the container is no longer in the line, or may not be. */
  private async moved({ ref, tracker, signal }: Entry): Promise<void> {
    signal.throwIfAborted();
    const key = formatKey(ref);
    const moved = new Promise<void>((resolve, reject) => {
      this.waiters.set(key, { tracker, look: resolve, fail: reject });
    });
    this.lookSoon();
    await unlessAborted(signal, moved).finally(() => this.waiters.delete(key));
  }

  private lookSoon(): void {
    if (this.isFull) void this.loop.run();
  }

  /** Lets in whose turn it is, whichever process they wait in, and reports to those who wait in this one. */
  private async look(): Promise<void> {
    // Each who got a place while the runtime is away would fail at once, and the next one would get it.
    if (!this.isFull || this.health.awaySince) return;
    // Those who come meanwhile may not be in the line that is read now.
    const mine = new Map(this.waiters);
    let turns: Turns<LineRow> = NO_TURNS;
    const [found] = await runLocked<LookRow>(this.database, LOCK, this.lookStatement(), ([row]) => {
      const { used, line } = row as LookRow;
      turns = turnsOf(line, used, this.capacity.limits);
      if (turns.admitted.length === 0) return null;
      const ids = turns.admitted.map(({ id }) => id);
      return { statement: GIVE, values: [`{${ids.join()}}`, `{${turns.overtaken.join()}}`, this.channel.id] };
    });
    const { used, freeTimes, resting } = found as LookRow;
    const blocked = new Map(turns.blocked.map((each, index) => [formatKey(each.waiting), { ...each, index }]));
    for (const [key, { look }] of mine) if (!blocked.has(key)) look();
    if (blocked.size === 0) return;
    const minutes = this.capacity.waitMinutes;
    for (const [key, { waiting, reason, index }] of blocked) {
      const waiter = mine.get(key);
      if (waiting.waitedMs > minutes * 60_000) waiter?.fail(new AppError('no_room', { minutes }));
      else waiter?.tracker.waiting({ reason, position: index + 1, ahead: index, free_at: freeTimes[index] ?? null });
    }
    this.clear(turns, used, resting);
  }

  private lookStatement(): Execution {
    const limits = this.catalogue.all().map(({ type, idle }) => ({
      type,
      pause: this.runtime.capabilities.pause ? idle.pause : null,
      stop: idle.stop,
    }));
    const values = [JSON.stringify(limits), String(this.capacity.makeRoomAfterSeconds), this.machines];
    return { statement: LOOK, values };
  }

  /** As the statements take them. */
  private get machines(): string {
    return JSON.stringify(this.capacity.limits.machines ?? null);
  }

  /** Stops paused containers where that lets somebody in. */
  private clear({ admitted, blocked }: Turns<LineRow>, before: Used, resting: readonly RestingContainer[]): void {
    if (resting.length === 0) return;
    const line = blocked.map(({ waiting }) => waiting);
    // Those on their way count first, so that no others go instead of them.
    const order = [
      ...resting.filter(({ leaving }) => leaving),
      ...resting.filter((each) => !each.leaving && !this.room.spares(each)),
    ];
    const chosen = roomFor(line, admitted.reduce(add, before), this.capacity.limits, order).filter(
      ({ leaving }) => !leaving,
    );
    if (chosen.length > 0) this.room.stop(chosen);
  }
}

function throwIfRefused(judgement: Judgement | undefined): void {
  if (judgement?.verdict === 'limit' && judgement.limit) throw new LimitReached(judgement.limit);
  if (judgement?.verdict === 'disk') throw new AppError('disk_full');
  if (judgement?.verdict === 'blocked') throw new AppError('account_blocked', { because: '' });
}

const sizeOf = ({ limits, typicalMemoryBytes }: Template) => ({
  memory: Math.round(typicalMemoryBytes),
  memory_limit: limits.memoryBytes,
  // The quota is microseconds of each 100 ms.
  cpu: Math.ceil(limits.cpuQuota / 100),
});

/** @param most null is without limit */
const less = (most: number | null, taken: number): number | null => (most === null ? null : most - taken);
