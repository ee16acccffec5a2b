import { labels, SERVICE_PORT } from '@spawner/engine';
import type { Instance, InstanceNode, WaitsFor } from '../container-runtime.js';
import { keyOf } from '../docker/own-containers.js';
import { replicasOf } from './service-spec.js';
import type { KnownNode, Service, Task } from './swarm-services.js';

/** What only the engine of its node knows of a task. */
type TaskContainer = Pick<Instance, 'state' | 'exitCode' | 'outOfMemory' | 'health' | 'address'>;

interface Seen {
  /** The newest first. */
  readonly tasks: readonly Task[];
  /** Of the task that `shownTask` gives; null where its engine does not know it, or does not answer. */
  readonly container: TaskContainer | null;
  readonly nodes: ReadonlyMap<string, KnownNode>;
  /** Runs that have ended since it was started, also those that managers have forgotten. */
  readonly ended: number;
}

const STARTED = ['running', 'starting'];
const RUNNING = ['running', 'starting', 'preparing', 'ready'];
const FAILED = ['complete', 'failed', 'rejected'];

/** The run that should be; undefined where none should, or none has been begun. */
export const currentTask = (tasks: readonly Task[]): Task | undefined =>
  tasks.find(({ DesiredState }) => DesiredState === 'running' || DesiredState === 'ready');

/** The run whose container says how it is: that which should be, or the last one that ended where that has not begun. */
export function shownTask(tasks: readonly Task[]): Task | undefined {
  const current = currentTask(tasks);
  if (current && STARTED.includes(current.Status.State)) return current;
  return endedTasks(tasks)[0] ?? current;
}

/** Runs that ended by themselves; one that was moved or stopped did not. */
export const endedTasks = (tasks: readonly Task[]): Task[] =>
  tasks.filter(({ Status }) => FAILED.includes(Status.State));

/** What it runs as on its node. */
export const containerNameOf = (service: Service, task: Task): string =>
  `${service.Spec?.Name ?? ''}.${String(task.Slot ?? 1)}.${task.ID}`;

/** What it is made from. */
export function imageIdOf({ Spec }: Service): string | null {
  const template = Spec?.TaskTemplate;
  return (template && 'ContainerSpec' in template && template.ContainerSpec?.Image) || null;
}

export function fromService(service: Service, seen: Seen): Instance {
  const { Spec: spec } = service;
  const own = spec?.Labels ?? {};
  const { TaskTemplate: template } = spec ?? {};
  const wanted = replicasOf(spec) > 0;
  const current = wanted ? currentTask(seen.tasks) : undefined;
  const known = {
    ...keyOf(own),
    id: service.ID,
    name: own[labels.name] ?? spec?.Name ?? '',
    image: own[labels.image] ?? '',
    imageId: imageIdOf(service),
    specHash: own[labels.spec] ?? null,
    memoryBytes: template?.Resources?.Limits?.MemoryBytes || null,
    port: Number(own[labels.port] ?? SERVICE_PORT),
    keptPrefix: own[labels.keptPrefix] ?? '',
    restarts: wanted ? seen.ended : 0,
    createdAt: new Date(service.CreatedAt ?? 0),
  };
  if (!wanted) {
    const state = own[labels.started] ? 'exited' : 'created';
    return { ...known, ...NOTHING, state, node: nodeOf(own[labels.node], seen.nodes) };
  }
  const node = nodeOf(current?.NodeID ?? own[labels.node], seen.nodes);
  if (current && current === shownTask(seen.tasks) && seen.container && isBegun(seen.container)) {
    // Managers hear of its end a moment later, and then restart it.
    const state = seen.container.state === 'exited' ? 'restarting' : seen.container.state;
    const { exitCode, outOfMemory, health, address } = seen.container;
    return { ...known, ...{ state, exitCode, outOfMemory, health, address, node }, waitsFor: null };
  }
  if (current?.Status.State === 'running') return { ...known, ...NOTHING, state: 'running', node };
  const waitsFor = reasonOf(current, seen, own[labels.node]);
  const state = seen.tasks.length > 1 || waitsFor?.kind === 'moving' ? 'restarting' : 'created';
  const { exitCode = null, outOfMemory = false } = (state === 'restarting' && seen.container) || {};
  return { ...known, ...NOTHING, state, exitCode, outOfMemory, node, waitsFor };
}

/**
 * Its engine knows that it was started some tenths of a second before the managers do. One that is made and not started yet,
 * as when it moves, would look as if somebody had stopped it.
 */
const isBegun = (container: TaskContainer): boolean => container.state !== 'created';

const NOTHING = { exitCode: null, outOfMemory: false, health: null, address: null, waitsFor: null } as const;

function nodeOf(id: string | undefined, nodes: ReadonlyMap<string, KnownNode>): InstanceNode | null {
  const node = id === undefined ? undefined : nodes.get(id);
  return node ? { id: node.id, name: node.name, address: node.address } : null;
}

/** Managers say why no node is right for a task, but only by numbers of nodes. */
function reasonOf(task: Task | undefined, { tasks, nodes }: Seen, home: string | undefined): WaitsFor | null {
  if (task && RUNNING.includes(task.Status.State) && task.NodeID) {
    // The run before it has not failed, so it has come from another node.
    const before = tasks.find(({ ID }) => ID !== task.ID);
    return before && !FAILED.includes(before.Status.State) ? { kind: 'moving' } : null;
  }
  const { Err: reason = '' } = task?.Status ?? {};
  if (/insufficient resources|no resources/i.test(reason)) return { kind: 'room' };
  const at = home === undefined ? undefined : nodes.get(home);
  if (home !== undefined && at?.state !== 'ready') return { kind: 'node', name: at?.name ?? home };
  return tasks.some(({ ID, Status }) => ID !== task?.ID && !FAILED.includes(Status.State)) ? { kind: 'moving' } : null;
}
