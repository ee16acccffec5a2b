import type { RoomWait } from '@spawner/contracts';

/** What a container takes of the server: bytes, and thousandths of a core. */
export interface Size {
  readonly memory: number;
  readonly cpu: number;
  /** The only machine it can be on, or the one it is on; null for any. */
  readonly machine?: string | null;
}

/** Of all containers that have a place. */
export interface Used extends Omit<Size, 'machine'> {
  readonly running: number;
  /** Memory by machine. */
  readonly onMachines?: MemoryOf;
}

type MemoryOf = Readonly<Record<string, number>>;

/** Null is without limit. */
export interface CapacityLimits {
  readonly memory: number | null;
  readonly cpu: number | null;
  readonly running: number | null;
  /** Of each machine that takes containers: what fits into all of them together may fit into none. */
  readonly machines?: MemoryOf;
}

export interface Waiting extends Size {
  readonly id: number;
  /** 0: somebody waits for it; 1: part of a bulk action. */
  readonly lane: number;
  /** How many that came later have been let in before it. */
  readonly overtaken: number;
  readonly waitedMs: number;
}

type Reason = RoomWait['reason'];

export interface Turns<W> {
  readonly admitted: readonly W[];
  /** Those that stay, in order, with what they wait for. */
  readonly blocked: readonly { readonly waiting: W; readonly reason: Reason }[];
  /** Ids of those that an admitted one has overtaken, once for each. */
  readonly overtaken: readonly number[];
}

/** One that does not fit lets others pass at most this often, and only this long: then the room that becomes free is for it. */
export const MOST_OVERTAKEN = 10;
export const OVERTAKEN_FOR_MS = 60_000;
/** Bulk actions fill the server only so far, so that a person who comes later finds a place. */
export const BULK_SHARE = 0.75;

const RESOURCES = ['memory', 'running', 'cpu'] as const;

export const add = (used: Used, { memory, cpu, machine }: Size): Used => ({
  memory: used.memory + memory,
  cpu: used.cpu + cpu,
  running: used.running + 1,
  onMachines: machine ? plus(used.onMachines, machine, memory) : (used.onMachines ?? {}),
});

const plus = (used: MemoryOf = {}, machine: string, memory: number): MemoryOf => ({
  ...used,
  [machine]: (used[machine] ?? 0) + memory,
});

const leftOn = (used: Used, machines: MemoryOf, machine: string): number =>
  (machines[machine] ?? Infinity) - (used.onMachines?.[machine] ?? 0);

/** The runtime chooses; most room is what it looks for too. A machine that is away is waited for, whatever room it has. */
function placed<S extends Size>(used: Used, size: S, { machines }: CapacityLimits): S {
  if (!machines || size.machine) return size;
  const [machine = null] = Object.keys(machines).sort((a, b) => leftOn(used, machines, b) - leftOn(used, machines, a));
  return { ...size, machine };
}

function fitsMachine(used: Used, size: Size, share: number, capacity: CapacityLimits): boolean {
  const { machines } = capacity;
  const { machine, memory } = placed(used, size, capacity);
  if (!machines || !machine || machines[machine] === undefined) return true;
  return (used.onMachines?.[machine] ?? 0) + memory <= machines[machine] * share;
}

/** What one more would be too much of; null where it fits. */
export function missing(
  used: Used,
  size: Size,
  lane: number,
  capacity: CapacityLimits,
): Exclude<Reason, 'turn'> | null {
  const after = add(used, size);
  const share = lane > 0 && used.running > 0 ? BULK_SHARE : 1;
  const scarce = RESOURCES.find((resource) => after[resource] > (capacity[resource] ?? Infinity) * share);
  return scarce ?? (fitsMachine(used, size, share, capacity) ? null : 'memory');
}

/** Whose turn it is. @param line in its order */
export function turnsOf<W extends Waiting>(line: readonly W[], used: Used, capacity: CapacityLimits): Turns<W> {
  let taken = used;
  const admitted: W[] = [];
  const blocked: { waiting: W; reason: Reason }[] = [];
  const overtaken = new Map<number, number>();
  const mayPass = (): boolean =>
    blocked.every(
      ({ waiting }) =>
        waiting.waitedMs < OVERTAKEN_FOR_MS && waiting.overtaken + (overtaken.get(waiting.id) ?? 0) < MOST_OVERTAKEN,
    );
  for (const waiting of line) {
    const reason = missing(taken, waiting, waiting.lane, capacity) ?? (mayPass() ? null : 'turn');
    if (reason) {
      blocked.push({ waiting, reason });
      continue;
    }
    for (const { waiting: passed } of blocked) overtaken.set(passed.id, (overtaken.get(passed.id) ?? 0) + 1);
    taken = add(taken, placed(taken, waiting, capacity));
    admitted.push(waiting);
  }
  return { admitted, blocked, overtaken: [...overtaken].flatMap(([id, times]) => Array<number>(times).fill(id)) };
}

/**
 * Which resting containers have to go so that those who wait get in, in their order: as few as needed, and none where
 * they would not be enough.
 * @param resting in the order in which they may be taken
 */
export function roomFor<R extends Size>(
  line: readonly Waiting[],
  used: Used,
  capacity: CapacityLimits,
  resting: readonly R[],
): readonly R[] {
  let left = used;
  let count = 0;
  let enough = 0;
  for (const waiting of line) {
    while (missing(left, waiting, waiting.lane, capacity) && count < resting.length) {
      const { memory, machine } = resting[count] as R;
      left = { ...left, memory: left.memory - memory, running: left.running - 1 };
      if (machine) left = { ...left, onMachines: plus(left.onMachines, machine, -memory) };
      count += 1;
    }
    if (missing(left, waiting, waiting.lane, capacity)) break;
    left = add(left, placed(left, waiting, capacity));
    enough = count;
  }
  return resting.slice(0, enough);
}
