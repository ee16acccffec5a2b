import { Logger } from '@nestjs/common';
import { labels } from '@spawner/engine';
import type Docker from 'dockerode';
import type { ContainerInfo, ContainerListOptions } from 'dockerode';
import { poll } from '../../background/poll.js';
import { AppError } from '../../errors/app-error.js';
import {
  ContainerRuntime,
  type Instance,
  type InstanceSpec,
  type MeasuredInstance,
  type RuntimeHint,
} from '../container-runtime.js';
import { containerOptions, specHash } from './container-options.js';
import { type EngineInfo, ping } from './docker-client.js';
import { asAppError, changeDeadline, engine, ignoring, readDeadline, reasonOf, statusOf } from './docker-errors.js';
import { watchEngine } from './docker-events.js';
import type { DockerHost } from './docker-host.js';
import type { DockerImages } from './docker-images.js';
import { fromInspection, fromListing } from './docker-instance.js';
import { followLines, lastLines } from './docker-logs.js';
import type { DockerNetwork } from './docker-network.js';
import { dataReceived } from './docker-traffic.js';
import type { DockerVolumes } from './docker-volumes.js';
import { hasInit } from './engine-facts.js';
import { refuseUnsafeImage } from './image-safety.js';
import { isGone, madeBy, type OwnContainers } from './own-containers.js';

interface Parts {
  readonly own: OwnContainers;
  readonly publish: (engine: EngineInfo) => boolean;
  readonly network: DockerNetwork;
  readonly host: DockerHost;
  readonly volumes: DockerVolumes;
  readonly images: DockerImages;
}

const STOP_SECONDS = 10;
/** The engine reads every file that the containers have written. */
const MEASURE_MS = 30 * 60_000;
/** For a creation or removal that another process has begun: the one takes milliseconds, the other seldom a second. */
const OTHERS = { everyMs: 10, forMs: 15_000 };

/** The client's types lack the answer to `size`. */
type SizedContainer = ContainerInfo & { readonly SizeRw?: number };

export class DockerService extends ContainerRuntime {
  readonly kind = 'docker';
  readonly title = 'Docker Engine';
  readonly capabilities = { isolation: true, limits: true, pause: true, traffic: true, machines: false };
  private readonly logger = new Logger(DockerService.name);

  constructor(
    private readonly docker: Docker,
    private readonly parts: Parts,
  ) {
    super();
  }

  async ping(): Promise<void> {
    await engine(ping(this.docker));
  }

  async create(spec: InstanceSpec): Promise<Instance> {
    const { missingConsents } = spec;
    if (missingConsents.length > 0) throw new AppError('not_permitted_here', { lines: missingConsents.join('\n') });
    const { own, network, volumes, images } = this.parts;
    const { image } = spec.template;
    const secondName = own.secondName(spec.name);
    const [mounts, place, second, info] = await Promise.all([
      volumes.mountsOf(spec),
      this.place(),
      own.at(secondName),
      images.current(spec.template),
      network.ensure(),
    ]);
    if (!info) throw new AppError('image_missing', { image });
    refuseUnsafeImage(info, image, spec.confinement);
    const options = containerOptions(spec, { ...place, mounts });
    // What took the first name may be gone by now, and the container with the second name still there.
    let name = typeof second === 'object' ? secondName : spec.name;
    const instance = await poll(OTHERS, async () => {
      try {
        const { id } = await engine(
          this.docker.createContainer({ ...options, name, abortSignal: changeDeadline() }),
          [404, 409],
        );
        return newInstance(id, spec, info.Id, options.Labels);
      } catch (error) {
        if (statusOf(error) === 404) throw this.notFound(error, image);
        if (statusOf(error) !== 409) throw error;
        const adopted = await this.adopt(name);
        if (adopted !== 'foreign') return adopted;
        if (name === secondName) throw new AppError('name_taken', { name }, { cause: error });
        await this.reportTaken(name, secondName);
        name = secondName;
        return null;
      }
    });
    if (instance) return instance;
    throw new AppError('runtime_failed', { reason: `another process is creating or removing ${spec.name}` });
  }

  async specHash(spec: InstanceSpec): Promise<string> {
    return specHash(spec, await this.place());
  }

  async start(instance: Instance): Promise<Instance> {
    const { name } = instance;
    try {
      await this.run(instance);
    } catch (error) {
      if (!networkIsGone(error)) throw error;
      await this.parts.network.reconnect(instance.id);
      await this.run(instance);
    }
    const started = await poll(OTHERS, async () => {
      const found = await this.inspect(name);
      if (!found) throw new AppError('runtime_failed', { reason: `${name} is gone` });
      // For a moment after it was resumed the engine still reports it as paused.
      return found.state === 'paused' ? null : found;
    });
    if (started) return started;
    throw new AppError('runtime_failed', { reason: `${name} stays paused` });
  }

  async pause(name: string): Promise<void> {
    const container = await this.at(name);
    // 409: it does not run, or is paused.
    if (container) await ignoring([404, 409], container.pause({ abortSignal: changeDeadline() }));
  }

  async stop(name: string): Promise<void> {
    const container = await this.at(name);
    // The engine itself resumes a paused one after sending the signal.
    const abortSignal = AbortSignal.timeout((STOP_SECONDS + 5) * 1000);
    if (container) await ignoring([304, 404], container.stop({ t: STOP_SECONDS, abortSignal }));
  }

  async remove(name: string): Promise<void> {
    const { own } = this.parts;
    for (const onEngine of [name, own.secondName(name)]) {
      const removed = await poll(OTHERS, async () => {
        const found = await own.at(onEngine);
        if (typeof found !== 'object') return true;
        // 409: another removal is under way. Only when that has ended are the volumes free.
        await ignoring(
          [404, 409],
          this.docker.getContainer(found.Id).remove({ force: true, v: true, abortSignal: changeDeadline() }),
        );
        return null;
      });
      if (!removed) throw new AppError('runtime_failed', { reason: `the engine does not remove ${onEngine}` });
    }
  }

  async rename({ id }: Instance, name: string): Promise<void> {
    const { own } = this.parts;
    const onEngine = (await own.at(name)) === 'foreign' ? own.secondName(name) : name;
    try {
      await engine(this.docker.getContainer(id).rename({ name: onEngine, abortSignal: changeDeadline() }), [400, 409]);
    } catch (error) {
      // It has that name already.
      if (statusOf(error) === 400) return;
      throw statusOf(error) === 409 ? new AppError('name_taken', { name }, { cause: error }) : error;
    }
  }

  async inspect(name: string): Promise<Instance | null> {
    const info = await this.parts.own.find(name);
    return info && this.named(fromInspection(info, this.parts.network.name));
  }

  async list(): Promise<Instance[]> {
    return (await this.find({ abortSignal: readDeadline() })).map((info) => this.listed(info));
  }

  async measureLayers(signal: AbortSignal): Promise<MeasuredInstance[]> {
    const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(MEASURE_MS)]);
    const found: SizedContainer[] = await this.find({ size: true, abortSignal });
    // The engine leaves a size of nothing out.
    return found.map((info) => ({ ...this.listed(info), layerBytes: info.SizeRw ?? 0 }));
  }

  received({ id }: Instance): Promise<number | null> {
    return dataReceived(this.docker, id);
  }

  async logs(name: string, lines: number): Promise<string[]> {
    const container = await this.at(name);
    return container ? lastLines(container, lines) : [];
  }

  async *followLogs(name: string, lines: number, signal: AbortSignal): AsyncGenerator<string> {
    const container = await this.at(name);
    if (container) yield* followLines(container, lines, signal);
  }

  watch(onHint: (hint: RuntimeHint) => void): () => void {
    const { own } = this.parts;
    return watchEngine(this.docker, own.installation, (hint) => {
      onHint(hint.kind === 'changed' ? { ...hint, name: own.firstName(hint.name) } : hint);
    });
  }

  async close(): Promise<void> {
    // Containers belong to the engine and go on without this process.
  }

  private async place() {
    const { own, network, host, publish } = this.parts;
    const [facts, layerQuota] = await Promise.all([host.info(), host.hasLayerQuota()]);
    return {
      installation: own.installation,
      network: network.name,
      publish: publish(facts),
      init: hasInit(facts),
      layerQuota,
    };
  }

  private async find(options: ContainerListOptions): Promise<ContainerInfo[]> {
    const filters = { label: [`${labels.installation}=${this.parts.own.installation}`] };
    const found = await engine(this.docker.listContainers({ ...options, all: true, filters }));
    return found.filter(({ State }) => !isGone(State));
  }

  private listed(info: ContainerInfo): Instance {
    return this.named(fromListing(info, this.parts.network.name));
  }

  private async at(name: string): Promise<Docker.Container | null> {
    const info = await this.parts.own.find(name);
    return info && this.docker.getContainer(info.Id);
  }

  private named(instance: Instance): Instance {
    return { ...instance, name: this.parts.own.firstName(instance.name) };
  }

  private async run({ id, state }: Instance): Promise<void> {
    const container = this.docker.getContainer(id);
    if (state === 'paused') await engine(container.unpause({ abortSignal: changeDeadline() }));
    // 304: another call has started it in the same moment.
    else if (state !== 'running') await ignoring([304], container.start({ abortSignal: changeDeadline() }));
  }

  /**
   * The container that has the name, if it is ours. Null where the name will be free in a moment: a container that is just
   * being created cannot be inspected for a few milliseconds, and one that is being removed keeps its name until then.
   */
  private async adopt(onEngine: string): Promise<Instance | 'foreign' | null> {
    const { own, network } = this.parts;
    const found = await own.at(onEngine);
    if (found === 'foreign') return found;
    if (found === 'absent') return null;
    if (!isGone(found.State.Status)) return this.named(fromInspection(found, network.name));
    await this.remove(own.firstName(onEngine));
    return null;
  }

  /** For the operator, who alone can remove it. */
  private async reportTaken(name: string, secondName: string): Promise<void> {
    // Not readable through the guard.
    const info = await this.docker
      .getContainer(name)
      .inspect({ abortSignal: readDeadline() })
      .catch(() => null);
    this.logger.warn(
      `the container ${name} was made by ${madeBy(info?.Config.Labels[labels.installation])} and is left alone: ` +
        `${secondName} is created instead. If nothing needs it any more: docker rm -f ${name}`,
    );
  }

  private notFound(error: unknown, image: string): AppError {
    if (!/network/i.test(reasonOf(error))) return new AppError('image_missing', { image }, { cause: error });
    this.parts.network.forget();
    return asAppError(error);
  }
}

const networkIsGone = (error: unknown): boolean =>
  error instanceof AppError && /network \S+ not found/i.test(reasonOf(error.cause));

/** What an inspection would report, without the call. */
function newInstance(
  id: string,
  spec: InstanceSpec,
  imageId: string,
  given: Readonly<Record<string, string>> = {},
): Instance {
  const { userId, type, name, template, limits, port, keptPrefix } = spec;
  return {
    ...{ id, userId, type, name, image: template.image, port, keptPrefix, createdAt: new Date() },
    ...{ imageId, specHash: given[labels.spec] ?? null },
    ...{ state: 'created', exitCode: null, outOfMemory: false, health: null, address: null, restarts: 0 },
    ...{ memoryBytes: limits.memoryBytes, node: null, waitsFor: null },
  };
}
