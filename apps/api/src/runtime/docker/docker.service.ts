import { labels } from '@spawner/engine';
import type Docker from 'dockerode';
import { poll } from '../../background/poll.js';
import { AppError } from '../../errors/app-error.js';
import { ContainerRuntime, type Instance, type InstanceSpec, type RuntimeHint } from '../container-runtime.js';
import { containerOptions } from './container-options.js';
import { type EngineInfo, ping } from './docker-client.js';
import { asAppError, changeDeadline, engine, ignoring, readDeadline, reasonOf, statusOf } from './docker-errors.js';
import { watchEngine } from './docker-events.js';
import type { DockerHost } from './docker-host.js';
import { fromInspection, fromListing, inspectContainer, isGone, isOwn } from './docker-instance.js';
import { followLines, lastLines } from './docker-logs.js';
import type { DockerNetwork } from './docker-network.js';
import type { DockerVolumes } from './docker-volumes.js';
import { hasInit } from './engine-facts.js';
import { refuseUnsafeImage } from './image-safety.js';

interface Parts {
  readonly installation: string;
  readonly publish: (engine: EngineInfo) => boolean;
  readonly network: DockerNetwork;
  readonly host: DockerHost;
  readonly volumes: DockerVolumes;
}

const STOP_SECONDS = 10;
/** For a creation or removal that another process has begun: the one takes milliseconds, the other seldom a second. */
const OTHERS = { everyMs: 10, forMs: 15_000 };

export class DockerService extends ContainerRuntime {
  readonly kind = 'docker';
  readonly title = 'Docker Engine';
  readonly capabilities = { isolation: true, limits: true, pause: true };

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
    if (missingConsents.length > 0) throw new AppError('not_permitted_here', { lines: missingConsents.join('  ') });
    const { installation, network, volumes, host, publish } = this.parts;
    const [mounts, facts] = await Promise.all([
      volumes.mountsOf(spec),
      host.info(),
      refuseUnsafeImage(this.docker, spec.template.image, spec.confinement),
      network.ensure(),
    ]);
    const place = { installation, network: network.name, publish: publish(facts), init: hasInit(facts), mounts };
    const options = containerOptions(spec, place);
    const instance = await poll(OTHERS, async () => {
      try {
        const { id } = await engine(
          this.docker.createContainer({ ...options, abortSignal: changeDeadline() }),
          [404, 409],
        );
        return newInstance(id, spec);
      } catch (error) {
        if (statusOf(error) === 404) throw this.notFound(error, spec.template.image);
        if (statusOf(error) !== 409) throw error;
        return this.adopt(spec.name);
      }
    });
    if (instance) return instance;
    throw new AppError('runtime_failed', { reason: `another process is creating or removing ${spec.name}` });
  }

  async start(instance: Instance): Promise<Instance> {
    const { name } = instance;
    try {
      await this.run(instance);
    } catch (error) {
      if (!networkIsGone(error)) throw error;
      await this.parts.network.reconnect(name);
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
    if (!(await this.inspect(name))) return;
    // 409: it does not run, or is paused.
    await ignoring([404, 409], this.docker.getContainer(name).pause({ abortSignal: changeDeadline() }));
  }

  async stop(name: string): Promise<void> {
    if (!(await this.inspect(name))) return;
    // The engine itself resumes a paused one after sending the signal.
    const signal = AbortSignal.timeout((STOP_SECONDS + 5) * 1000);
    await ignoring([304, 404], this.docker.getContainer(name).stop({ t: STOP_SECONDS, abortSignal: signal }));
  }

  async remove(name: string): Promise<void> {
    const removed = await poll(OTHERS, async () => {
      const info = await inspectContainer(this.docker, name);
      if (!info || !isOwn(info, this.parts.installation)) return true;
      // 409: another removal is under way. Only when that has ended are the volumes free.
      await ignoring(
        [404, 409],
        this.docker.getContainer(name).remove({ force: true, v: true, abortSignal: changeDeadline() }),
      );
      return null;
    });
    if (!removed) throw new AppError('runtime_failed', { reason: `the engine does not remove ${name}` });
  }

  async rename({ id }: Instance, name: string): Promise<void> {
    try {
      await engine(this.docker.getContainer(id).rename({ name, abortSignal: changeDeadline() }), [400, 409]);
    } catch (error) {
      // It has that name already.
      if (statusOf(error) === 400) return;
      throw statusOf(error) === 409 ? new AppError('name_taken', { name }, { cause: error }) : error;
    }
  }

  async inspect(name: string): Promise<Instance | null> {
    const { installation, network } = this.parts;
    const info = await inspectContainer(this.docker, name);
    if (!info || !isOwn(info, installation) || isGone(info.State.Status)) return null;
    return fromInspection(info, network.name);
  }

  async list(): Promise<Instance[]> {
    const filters = { label: [`${labels.installation}=${this.parts.installation}`] };
    const found = await engine(this.docker.listContainers({ all: true, filters, abortSignal: readDeadline() }));
    return found.filter(({ State }) => !isGone(State)).map((info) => fromListing(info, this.parts.network.name));
  }

  async logs(name: string, lines: number): Promise<string[]> {
    if (!(await this.inspect(name))) return [];
    return lastLines(this.docker.getContainer(name), lines);
  }

  async *followLogs(name: string, lines: number, signal: AbortSignal): AsyncGenerator<string> {
    if (await this.inspect(name)) yield* followLines(this.docker.getContainer(name), lines, signal);
  }

  watch(onHint: (hint: RuntimeHint) => void): () => void {
    return watchEngine(this.docker, this.parts.installation, onHint);
  }

  async close(): Promise<void> {
    // Containers belong to the engine and go on without this process.
  }

  private async run({ name, state }: Instance): Promise<void> {
    const container = this.docker.getContainer(name);
    if (state === 'paused') await engine(container.unpause({ abortSignal: changeDeadline() }));
    // 304: another call has started it in the same moment.
    else if (state !== 'running') await ignoring([304], container.start({ abortSignal: changeDeadline() }));
  }

  /**
   * The container that has the name, if it is ours. Null where the name will be free in a moment: a container that is just
   * being created cannot be inspected for a few milliseconds, and one that is being removed keeps its name until then.
   */
  private async adopt(name: string): Promise<Instance | null> {
    const info = await inspectContainer(this.docker, name);
    if (!info) return null;
    if (!isOwn(info, this.parts.installation)) throw new AppError('name_taken', { name });
    if (!isGone(info.State.Status)) return fromInspection(info, this.parts.network.name);
    await this.remove(name);
    return null;
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
function newInstance(id: string, spec: InstanceSpec): Instance {
  const { userId, type, name, template, limits, port, keptPrefix } = spec;
  return {
    ...{ id, userId, type, name, image: template.image, port, keptPrefix, createdAt: new Date() },
    ...{ state: 'created', exitCode: null, outOfMemory: false, health: null, address: null, restarts: 0 },
    memoryBytes: limits.memoryBytes,
  };
}
