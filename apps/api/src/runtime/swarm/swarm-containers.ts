import { EventEmitter, once } from 'node:events';
import { labels } from '@spawner/engine';
import type { ContainerInfo } from 'dockerode';
import { poll } from '../../background/poll.js';
import { AppError } from '../../errors/app-error.js';
import {
  ContainerRuntime,
  type Instance,
  type InstanceSpec,
  type MeasuredInstance,
  type RuntimeHint,
} from '../container-runtime.js';
import { containerOptions, type Place, specHash } from '../docker/container-options.js';
import type { EngineInfo } from '../docker/docker-client.js';
import { asAppError, changeDeadline, ignoring, readDeadline } from '../docker/docker-errors.js';
import { fromInspection, fromListing } from '../docker/docker-instance.js';
import { followLines, lastLines } from '../docker/docker-logs.js';
import { dataReceived } from '../docker/docker-traffic.js';
import { hasInit, servicesHaveNoNewPrivileges } from '../docker/engine-facts.js';
import { refuseUnsafeImage } from '../docker/image-safety.js';
import { secondName } from '../docker/own-containers.js';
import { LastLogs } from './last-logs.js';
import type { NodeEngine } from './node-engines.js';
import { serviceName } from './service-name.js';
import { keptFrom, replicasOf, serviceSpec, started, stopped } from './service-spec.js';
import type { SwarmImages } from './swarm-images.js';
import { containerNameOf, currentTask, endedTasks, fromService, imageIdOf, shownTask } from './swarm-instance.js';
import { inspected, noNodeReady, type SwarmNodes } from './swarm-nodes.js';
import { byService, type KnownNode, type Service, type SwarmServices, type Task } from './swarm-services.js';
import type { SwarmVolumes } from './swarm-volumes.js';
import { watchSwarm } from './swarm-watch.js';
import { TaskCounts } from './task-counts.js';

interface Parts {
  readonly network: string;
  readonly services: SwarmServices;
  readonly nodes: SwarmNodes;
  readonly volumes: SwarmVolumes;
  readonly images: SwarmImages;
}

/** Between two events of a container: what a manager decides without one has none. */
const EVENTLESS_MS = 500;
/** A manager places a service, and an engine starts its container, within a second or two; busy ones take longer. */
const START_MS = 60_000;
/** The engine gives an application 10 seconds to end. */
const END_MS = 20_000;
/** For a creation that another process has begun. */
const OTHERS = { everyMs: 20, forMs: 15_000 };
/** How long the nodes that a container is described for are those that were found: each of a thousand is compared with its template. */
const PLACE_MS = 10_000;
/** The engine reads every file that the containers have written. */
const MEASURE_MS = 30 * 60_000;

/** The client's types lack the answer to `size`. */
type SizedContainer = ContainerInfo & { readonly SizeRw?: number };

/** Each instance is a service that runs one container, or none while it is stopped. Managers choose the node. */
export class SwarmContainers extends ContainerRuntime {
  readonly kind = 'swarm';
  readonly title = 'Docker Swarm';
  readonly capabilities = { isolation: true, limits: true, pause: true, traffic: true, machines: true };
  private readonly counts = new TaskCounts();
  private readonly lastLogs = new LastLogs();
  /** By name of the instance. */
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private placed: Promise<Omit<Place, 'mounts'>> | null = null;
  private placedAt = 0;

  constructor(private readonly parts: Parts) {
    super();
  }

  async ping(): Promise<void> {
    await this.parts.services.nodes();
  }

  async create(spec: InstanceSpec, isFirst = false): Promise<Instance> {
    const { missingConsents, confinement } = spec;
    if (missingConsents.length > 0) throw new AppError('not_permitted_here', { lines: missingConsents.join('\n') });
    const { nodes, volumes, images } = this.parts;
    const { image } = spec.template;
    const there = await this.findPlaced(spec.name);
    const without = images.withoutCopy(spec.template);
    const home =
      spec.volumes.length > 0 && !volumes.shared ? await this.homeOf(spec, there, { isFirst, without }) : null;
    const lacking = home && without.get(home.id);
    if (lacking) throw lacking;
    // A manager's guard compares the image with its own.
    const possible = async (): Promise<NodeEngine[]> => {
      const ready = (await nodes.ready()).filter(({ id }) => !without.has(id));
      return home ? [home, ...ready.filter(({ id, manager }) => manager && id !== home.id)] : ready;
    };
    const look = async () => images.current(spec.template, await possible());
    let found = await look();
    // None of them has answered, but others may be in use by now.
    if (found.length === 0) found = await look();
    const [first] = found;
    if (home && first?.node !== home) throw new AppError('machine_away', { machine: home.name });
    if (!first) throw [...without.values()][0] ?? noNodeReady();
    const { info } = first;
    // One that is being drained gets no new image, and starts nothing.
    if (!info && home && !(await nodes.ready()).some(({ id }) => id === home.id))
      throw new AppError('machine_away', { machine: home.name });
    if (!info || found.some((other) => other.info?.Id !== info.Id)) throw new AppError('image_missing', { image });
    refuseUnsafeImage(info, image, confinement);
    // Both replicas of Spawner build at their first start, and a guard refuses the image that was replaced meanwhile.
    const explain = async (error: unknown): Promise<never> => {
      const now = await look().catch(() => []);
      throw now.some((other) => other.info?.Id !== info.Id) ? new AppError('image_missing', { image }) : error;
    };
    const parts = nodes.partsOf(first.node);
    const mounts = await parts.volumes.mountsOf(spec);
    const options = containerOptions(spec, { ...(await this.place()), mounts });
    const noNewPrivileges = (await this.hosts()).every(servicesHaveNoNewPrivileges);
    const wanted = serviceSpec(options, { imageId: info.Id, node: home?.id ?? null, noNewPrivileges });
    // Nothing holds the image of a service that is stopped: what it was made from may be gone by now.
    const isOutdated = there !== null && replicasOf(there.Spec) === 0 && imageIdOf(there) !== info.Id;
    if (isOutdated) await this.remove(spec.name);
    const kept = isOutdated ? null : there;
    const service = kept ?? (await this.createService(options.name, wanted).catch(explain));
    // Another process may have created it, for another node.
    if (home === null || service.Spec?.Labels?.[labels.node] === home.id) await parts.volumes.make(mounts, image);
    return this.described(service);
  }

  async specHash(spec: InstanceSpec): Promise<string> {
    return specHash(spec, await this.place());
  }

  async start({ id, image }: Instance): Promise<Instance> {
    const { services, nodes, images } = this.parts;
    const [before, exceptions] = await Promise.all([
      this.endedRuns(id),
      nodes.exceptions([...images.withoutCopy({ image }).keys()]),
    ]);
    const service = await services.change(id, (spec) => {
      const next = started(spec);
      return next && (keptFrom(next, exceptions) ?? next);
    });
    // They are for this start: it may have to move there later. A container that runs stays where it is.
    const lift = async (): Promise<void> => {
      if (exceptions.length > 0) await services.change(id, (spec) => keptFrom(spec, [])).catch(() => undefined);
    };
    const seen = await this.untilStarted(service, before).finally(lift);
    if (seen.waitsFor?.kind !== 'node') return seen;
    throw new AppError('machine_away', { machine: seen.waitsFor.name });
  }

  async pause(name: string): Promise<void> {
    const { services, nodes } = this.parts;
    const service = await services.find(name);
    const task = service && replicasOf(service.Spec) > 0 ? shownTask(await services.tasks(service.ID)) : undefined;
    if (!service || !task?.NodeID) return;
    const node = await nodes.engines.of(task.NodeID);
    const known = (await services.nodes()).find(({ id }) => id === task.NodeID);
    if (!node && known) throw new AppError('machine_away', { machine: known.name });
    const container = node?.docker.getContainer(containerNameOf(service, task));
    if (container) await ignoring([404, 409], container.pause({ abortSignal: changeDeadline() }));
  }

  async stop(name: string): Promise<void> {
    const { services } = this.parts;
    const service = await services.find(name);
    if (!service) return;
    const tasks = await services.tasks(service.ID);
    const task = shownTask(tasks);
    const node = task && (await this.parts.nodes.engines.of(task.NodeID));
    const over = AbortSignal.timeout(END_MS);
    const log = node && this.wholeLog(node, containerNameOf(service, task), over);
    await services.change(service.ID, stopped);
    if (!node) return;
    await poll(this.changesOf(name, END_MS), async () => {
      const info = await this.parts.nodes.engines.on(node, ({ docker }) =>
        inspected(docker, containerNameOf(service, task)),
      );
      return !info?.State.Running;
    });
    if (log && replicasOf(service.Spec) > 0) this.lastLogs.keep(service.ID, await log);
  }

  async remove(name: string): Promise<void> {
    const { services, nodes } = this.parts;
    const service = await services.find(name);
    if (!service) return;
    await services.remove(service.ID);
    this.lastLogs.forget(service.ID);
    // Managers would give the application its time to end; only when its container is gone are the volumes free.
    const gone = await poll(this.changesOf(name, END_MS), async () => {
      const left = await nodes.engines.each(await nodes.engines.all(), (node) =>
        this.removeContainers(node, service.ID),
      );
      return left.every((count) => !count);
    });
    if (!gone) throw new AppError('runtime_failed', { reason: `the engine does not remove ${name}` });
  }

  async rename({ id }: Instance, name: string): Promise<void> {
    const { services } = this.parts;
    const other = await services.find(name);
    if (other && other.ID !== id) throw new AppError('name_taken', { name });
    if (!other) await services.change(id, (spec) => ({ ...spec, Labels: { ...spec.Labels, [labels.name]: name } }));
  }

  async inspect(name: string): Promise<Instance | null> {
    const service = await this.parts.services.find(name);
    return service && !(await this.isLost(service)) ? this.described(service) : null;
  }

  async list(): Promise<Instance[]> {
    return (await this.listed(false)).map(({ instance }) => instance);
  }

  async received({ id }: Instance): Promise<number | null> {
    const service = await this.parts.services.byId(id);
    if (!service) return null;
    return this.onContainerOf(service, ({ docker }, container) => dataReceived(docker, container));
  }

  async measureLayers(signal: AbortSignal): Promise<MeasuredInstance[]> {
    const found = await this.listed(true, AbortSignal.any([signal, AbortSignal.timeout(MEASURE_MS)]));
    return found.map(({ instance, container }) => ({ ...instance, layerBytes: container?.SizeRw ?? 0 }));
  }

  async logs(name: string, lines: number): Promise<string[]> {
    const service = await this.parts.services.find(name);
    if (!service) return [];
    const found = await this.onContainerOf(service, ({ docker }, container) =>
      lastLines(docker.getContainer(container), lines).catch(ifGone),
    );
    return found ?? this.lastLogs.of(service.ID, lines);
  }

  async *followLogs(name: string, lines: number, signal: AbortSignal): AsyncGenerator<string> {
    const service = await this.parts.services.find(name);
    if (!service) return;
    const at = await this.onContainerOf(service, (node, container) => Promise.resolve({ node, container }));
    if (at) yield* followLines(at.node.docker.getContainer(at.container), lines, signal);
    else yield* this.lastLogs.of(service.ID, lines);
  }

  watch(onHint: (hint: RuntimeHint) => void): () => void {
    return watchSwarm(this.parts.nodes.engines, this.parts.services, (hint) => {
      if (hint.kind === 'changed') this.changes.emit(changeOf(hint.name));
      onHint(hint);
    });
  }

  async close(): Promise<void> {
    // Services go on without this process.
  }

  private changesOf(name: string, forMs: number) {
    const event = async (withinMs: number): Promise<void> => {
      const over = new AbortController();
      // A signal with a timeout of its own would let a command end while it waits.
      const alarm = setTimeout(() => {
        over.abort();
      }, withinMs);
      await once(this.changes, changeOf(name), { signal: over.signal }).catch(() => undefined);
      clearTimeout(alarm);
    };
    return { everyMs: EVENTLESS_MS, forMs, event };
  }

  /** Read once per process and node, of those that answer. */
  private async hosts(): Promise<EngineInfo[]> {
    const { nodes } = this.parts;
    const found = await nodes.engines.each(await nodes.ready(), (node) => nodes.partsOf(node).host.info());
    const hosts = found.filter((host) => host !== null);
    if (hosts.length === 0) throw noNodeReady();
    return hosts;
  }

  private place(): Promise<Omit<Place, 'mounts'>> {
    if (this.placed && performance.now() - this.placedAt < PLACE_MS) return this.placed;
    this.placedAt = performance.now();
    this.placed = this.findPlace().catch((error: unknown) => {
      this.placed = null;
      throw error;
    });
    return this.placed;
  }

  private async findPlace(): Promise<Omit<Place, 'mounts'>> {
    const { network, services } = this.parts;
    const hosts = await this.hosts();
    const { installation } = services;
    return { installation, network, publish: false, init: hosts.every(hasInit), layerQuota: false };
  }

  /** Its node has left the swarm for good, so it can run nowhere and counts as gone. */
  private async isLost(service: Service): Promise<boolean> {
    return isLostAmong(service, byId(await this.parts.services.nodes()));
  }

  /** Removes one that is lost: no node can be given to a service that is there. */
  private async findPlaced(name: string): Promise<Service | null> {
    const found = await this.parts.services.find(name);
    if (!found || !(await this.isLost(found))) return found;
    await this.remove(name);
    return null;
  }

  /** The node with its files, or the one that shall have them. */
  private async homeOf(
    spec: InstanceSpec,
    service: Service | null,
    { isFirst, without }: { readonly isFirst: boolean; readonly without: ReadonlyMap<string, AppError> },
  ): Promise<NodeEngine> {
    const { nodes, volumes } = this.parts;
    const pinned = service?.Spec?.Labels?.[labels.node];
    const at = pinned ? await nodes.engines.of(pinned) : await volumes.homeOf(spec, { isFirst, without });
    if (at) return at;
    const name = (await this.parts.services.nodes()).find(({ id }) => id === pinned)?.name;
    throw new AppError('machine_away', { machine: name ?? pinned ?? '' });
  }

  /** Where another service has the name, such as one that was renamed, ours gets a second one on the engine. */
  private async createService(name: string, spec: ReturnType<typeof serviceSpec>): Promise<Service> {
    const { services } = this.parts;
    let onEngine = name;
    const made = await poll(OTHERS, async () => {
      const created = await services.create({ ...spec, Name: serviceName(onEngine) });
      if (created) return created;
      const there = await services.find(name);
      if (there) return there;
      if (onEngine !== name) throw new AppError('name_taken', { name });
      onEngine = secondName(name, services.installation);
      return null;
    });
    if (made) return made;
    throw new AppError('runtime_failed', { reason: `another process is creating or removing ${name}` });
  }

  private async described(service: Service, known?: readonly Task[]): Promise<Instance> {
    const { services, nodes, network } = this.parts;
    const runs = replicasOf(service.Spec) > 0;
    const [tasks, found] = await Promise.all([known ?? (runs ? services.tasks(service.ID) : []), services.nodes()]);
    const task = runs ? shownTask(tasks) : undefined;
    const node = task && (await nodes.engines.of(task.NodeID));
    const info =
      node && (await nodes.engines.on(node, ({ docker }) => inspected(docker, containerNameOf(service, task))));
    return fromService(service, {
      tasks,
      container: info ? fromInspection(info, network) : null,
      nodes: byId(found),
      ended: this.counts.count(service, tasks),
    });
  }

  private async listed(size: boolean, abortSignal = readDeadline()) {
    const { services, nodes, network } = this.parts;
    const label = [`${labels.installation}=${services.installation}`];
    const look = async ({ docker }: NodeEngine) =>
      (await docker.listContainers({ all: true, size, filters: { label }, abortSignal })) as SizedContainer[];
    const engines = await nodes.engines.all();
    const [found, tasks, known, perNode] = await Promise.all([
      services.list(),
      services.tasks(),
      services.nodes(),
      size ? Promise.all(engines.map(look)) : nodes.engines.each(engines, look),
    ]);
    const containers = new Map(perNode.flatMap((list) => list ?? []).map((each) => [taskOf(each), each]));
    const runs = byService(tasks);
    this.counts.keepOnly(new Set(found.map(({ ID }) => ID)));
    const nodesById = byId(known);
    const placed = found.filter((service) => !isLostAmong(service, nodesById));
    return placed.map((service) => {
      const own = runs.get(service.ID) ?? [];
      const container = containers.get(shownTask(own)?.ID ?? '');
      const instance = fromService(service, {
        tasks: own,
        container: container ? fromListing(container, network) : null,
        nodes: nodesById,
        ended: this.counts.count(service, own),
      });
      return { instance, container };
    });
  }

  /** @param before ids of runs that say nothing of this one */
  private async untilStarted(service: Service, before: ReadonlySet<string>): Promise<Instance> {
    const { services } = this.parts;
    const name = service.Spec?.Labels?.[labels.name] ?? '';
    /** Managers say that it runs there, but that machine does not answer. */
    let away: string | undefined;
    const seen = await poll(this.changesOf(name, START_MS), async () => {
      const tasks = (await services.tasks(service.ID)).filter(({ ID }) => !before.has(ID));
      const shown = shownTask(tasks);
      if (shown?.Status.State === 'rejected') await this.giveUp(service, shown);
      const found = await this.described(service, tasks);
      if (found.state === 'paused') await this.resume(service, tasks);
      away = found.state === 'running' && !found.address ? found.node?.name : undefined;
      if (found.state === 'running') return found.address ? found : null;
      const hasEnded = found.state === 'restarting' && !found.waitsFor;
      return hasEnded || found.waitsFor?.kind === 'node' ? found : null;
    });
    if (seen) return seen;
    if (away !== undefined) throw new AppError('machine_away', { machine: away });
    throw new AppError('runtime_failed', { reason: `no node has started ${name} in time` });
  }

  /** Ids of those that say nothing of the run that begins now, also where managers do not know yet that they have ended. */
  private async endedRuns(id: string): Promise<ReadonlySet<string>> {
    const { services, nodes } = this.parts;
    const [service, tasks] = await Promise.all([services.byId(id), services.tasks(id)]);
    const ended = new Set(endedTasks(tasks).map(({ ID }) => ID));
    const current = currentTask(tasks);
    const node = service && current && (await nodes.engines.of(current.NodeID));
    const info =
      node && (await nodes.engines.on(node, ({ docker }) => inspected(docker, containerNameOf(service, current))));
    if (current && info?.State.Status === 'exited') ended.add(current.ID);
    return ended;
  }

  /** A task that its engine refuses would be tried again for ever. */
  private async giveUp({ ID }: Service, { Status: { Err: reason = '' } }: Task): Promise<never> {
    await this.parts.services.change(ID, stopped);
    if (/no such image/i.test(reason)) throw new AppError('image_missing', { image: reason });
    throw asAppError(Object.assign(new Error(reason), { statusCode: 500 }));
  }

  private async resume(service: Service, tasks: readonly Task[]): Promise<void> {
    const task = currentTask(tasks);
    const node = task && (await this.parts.nodes.engines.of(task.NodeID));
    if (!node) return;
    const container = node.docker.getContainer(containerNameOf(service, task));
    await ignoring([404, 409, 500], container.unpause({ abortSignal: changeDeadline() }));
  }

  /** Null where it has no container, or its node does not answer. */
  private async onContainerOf<T>(
    service: Service,
    work: (node: NodeEngine, container: string) => Promise<T>,
  ): Promise<T | null> {
    const task = replicasOf(service.Spec) > 0 ? shownTask(await this.parts.services.tasks(service.ID)) : undefined;
    const node = task && (await this.parts.nodes.engines.of(task.NodeID));
    return node ? work(node, containerNameOf(service, task)) : null;
  }

  /** Its last lines, with those that it writes until it ends. */
  private async wholeLog({ docker }: NodeEngine, container: string, over: AbortSignal): Promise<string[]> {
    const lines: string[] = [];
    try {
      for await (const line of followLines(docker.getContainer(container), LastLogs.length, over)) {
        lines.push(line);
        if (lines.length > LastLogs.length) lines.shift();
      }
    } catch {
      // It is gone already, or its node does not answer.
    }
    return lines;
  }

  /** @returns how many there were */
  private async removeContainers({ docker }: NodeEngine, service: string): Promise<number> {
    const filters = { label: [`${SERVICE}=${service}`] };
    const found = await docker.listContainers({ all: true, filters, abortSignal: readDeadline() });
    for (const { Id } of found)
      await ignoring(
        [404, 409],
        docker.getContainer(Id).remove({ force: true, v: true, abortSignal: changeDeadline() }),
      );
    return found.length;
  }
}

/** Engines set these on the containers of tasks. */
const SERVICE = 'com.docker.swarm.service.id';
const taskOf = ({ Labels }: ContainerInfo): string => Labels['com.docker.swarm.task.id'] ?? '';

/** A name alone could be one that emitters use themselves, such as `error`. */
const changeOf = (name: string): string => `change of ${name}`;

function isLostAmong({ Spec }: Service, nodes: ReadonlyMap<string, KnownNode>): boolean {
  const home = Spec?.Labels?.[labels.node];
  return home !== undefined && !nodes.has(home);
}

const byId = (nodes: readonly KnownNode[]): ReadonlyMap<string, KnownNode> =>
  new Map(nodes.map((node) => [node.id, node]));

/** Between the look at the task and the call, its container may have been removed. */
function ifGone(error: unknown): null {
  if (error instanceof AppError && /no such container/i.test(String(error.facts['reason']))) return null;
  throw error;
}
