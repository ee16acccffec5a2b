import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import { poll } from '../../background/poll.js';
import type { ContainerKey } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import type { Template } from '../../templates/template.js';
import {
  ContainerRuntime,
  type ImageProgress,
  type Instance,
  type InstanceSpec,
  type RuntimeHint,
  type Volume,
} from '../container-runtime.js';
import { containerOptions, type HostLimits } from './container-options.js';
import { type EngineInfo, imageConfig, info, ping } from './docker-client.js';
import { asAppError, changeDeadline, engine, ignoring, readDeadline, reasonOf, statusOf } from './docker-errors.js';
import { watchEngine } from './docker-events.js';
import { writeInto } from './docker-files.js';
import { DockerImages } from './docker-images.js';
import { fromInspection, fromListing, isGone } from './docker-instance.js';
import { labels } from './docker-labels.js';
import { followLines, lastLines } from './docker-logs.js';
import { ensureNetwork, reconnect } from './docker-network.js';
import { DockerVolumeCopy } from './docker-volume-copy.js';
import { DockerVolumes } from './docker-volumes.js';
import { hasInit, refuseUnknownRuntimes } from './engine-facts.js';
import { refuseUnsafeImage } from './image-safety.js';
import { networkFacts, roomIn } from './network-facts.js';
import { networkWarnings, roomWarnings } from './network-warnings.js';

export interface DockerOptions {
  readonly installation: string;
  readonly network: string;
  readonly subnet: string | null;
  readonly limits: HostLimits;
  readonly imagePatienceMs: number;
  /**
   * Whether services are published on this machine's loopback: needed where a container's own address cannot be reached.
   * Only the engine knows, so it is decided when it answers.
   */
  readonly publish: (engine: EngineInfo) => boolean;
}

const STOP_SECONDS = 10;
/** For operations of other processes on the same container: a creation takes milliseconds, a removal seldom a second. */
const OTHERS = { every: 10, for: 15_000 } as const;

export class DockerService extends ContainerRuntime {
  readonly kind = 'docker';
  readonly title = 'Docker Engine';
  readonly capabilities = { isolation: true, limits: true, pause: true };
  private readonly images: DockerImages;
  private readonly volumes: DockerVolumes;
  private readonly copies: DockerVolumeCopy;
  private network: Promise<void> | null = null;
  private host: Promise<EngineInfo> | null = null;

  constructor(
    private readonly docker: Docker,
    private readonly options: DockerOptions,
  ) {
    super();
    this.images = new DockerImages(docker, options.imagePatienceMs);
    this.volumes = new DockerVolumes(docker, options.installation);
    this.copies = new DockerVolumeCopy(docker, this.volumes, options.installation);
  }

  async ping(): Promise<void> {
    await engine(ping(this.docker));
  }

  async checkHost(templates: readonly Template[], people: number): Promise<readonly string[]> {
    const { network: name, subnet } = this.options;
    const [host, network] = await Promise.all([this.askHost(), networkFacts(this.docker, name)]);
    refuseUnknownRuntimes(templates, host);
    if (network) return networkWarnings(network, people);
    return subnet ? roomWarnings({ name, room: roomIn(subnet), others: [] }, people) : [];
  }

  prepareImage(template: Template, onProgress: (progress: ImageProgress) => void): Promise<void> {
    return this.images.prepare(template, onProgress);
  }

  async create(spec: InstanceSpec): Promise<Instance> {
    const [mounts, host] = await Promise.all([
      this.volumes.mountsOf(spec),
      this.askHost(),
      this.refuseUnsafeImage(spec.template),
      this.ensureNetwork(),
    ]);
    const place = { ...this.options, publish: this.options.publish(host), mounts, init: hasInit(host) };
    const instance = await poll(OTHERS, async () => {
      try {
        const options = { ...containerOptions(spec, place), abortSignal: changeDeadline() };
        const { id } = await engine(this.docker.createContainer(options), [404, 409]);
        return justCreated(id, spec);
      } catch (error) {
        if (statusOf(error) === 404) throw this.notFound(error, spec.template.image);
        if (statusOf(error) !== 409) throw error;
        return this.adopt(spec.name);
      }
    });
    if (instance) return instance;
    throw new AppError('runtime_failed', { reason: `${spec.name} is being created or removed by somebody else` });
  }

  async start(instance: Instance): Promise<Instance> {
    const { name } = instance;
    try {
      await this.run(instance);
    } catch (error) {
      if (!networkIsGone(error)) throw error;
      this.network = null;
      await this.ensureNetwork();
      await reconnect(this.docker, this.options.network, name);
      await this.run(instance);
    }
    const started = await poll(OTHERS, async () => {
      const instance = await this.inspect(name);
      if (!instance) throw new AppError('runtime_failed', { reason: `${name} is gone` });
      // Soon after a resume the engine still reports "paused" for a moment.
      return instance.state !== 'paused' && instance;
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
    // The engine resumes a paused one by itself once it has told it.
    const signal = AbortSignal.timeout((STOP_SECONDS + 5) * 1000);
    await ignoring([304, 404], this.docker.getContainer(name).stop({ t: STOP_SECONDS, abortSignal: signal }));
  }

  async remove(name: string): Promise<void> {
    const removed = await poll(OTHERS, async () => {
      const info = await this.look(name);
      if (!info || !this.isOurs(info)) return true;
      // 409: another removal is in progress. Only when that has ended are the volumes free.
      await ignoring(
        [404, 409],
        this.docker.getContainer(name).remove({ force: true, v: true, abortSignal: changeDeadline() }),
      );
      return false;
    });
    if (removed) return;
    throw new AppError('runtime_failed', { reason: `the engine does not get rid of ${name}` });
  }

  async rename({ id }: Instance, name: string): Promise<void> {
    try {
      await engine(this.docker.getContainer(id).rename({ name, abortSignal: changeDeadline() }), [400, 409]);
    } catch (error) {
      // That is its name already.
      if (statusOf(error) === 400) return;
      throw statusOf(error) === 409 ? new AppError('name_taken', { name }, { cause: error }) : error;
    }
  }

  async inspect(name: string): Promise<Instance | null> {
    const info = await this.look(name);
    return info && this.isOurs(info) && !isGone(info.State.Status) ? fromInspection(info, this.options.network) : null;
  }

  async list(): Promise<Instance[]> {
    const filters = { label: [`${labels.installation}=${this.options.installation}`] };
    const found = await engine(this.docker.listContainers({ all: true, filters, abortSignal: readDeadline() }));
    return found.filter(({ State }) => !isGone(State)).map((info) => fromListing(info, this.options.network));
  }

  async logs(name: string, lines: number): Promise<string[]> {
    if (!(await this.inspect(name))) return [];
    return lastLines(this.docker.getContainer(name), lines);
  }

  async *followLogs(name: string, lines: number, signal: AbortSignal): AsyncGenerator<string> {
    if (await this.inspect(name)) yield* followLines(this.docker.getContainer(name), lines, signal);
  }

  listVolumes(): Promise<Volume[]> {
    return this.volumes.list();
  }

  measureVolumes(): Promise<ReadonlyMap<string, number>> {
    return this.volumes.measure();
  }

  async removeVolumes(key: ContainerKey): Promise<void> {
    for (const { name } of await this.volumes.list(key)) await this.volumes.remove(name);
  }

  async writeFile(name: string, path: string, content: Buffer): Promise<void> {
    if (!(await this.inspect(name))) throw new AppError('no_container');
    await writeInto(this.docker.getContainer(name), path, content);
  }

  exportVolume(volume: Volume): Promise<Readable> {
    return this.copies.read(volume);
  }

  importVolume(volume: Volume, tar: Readable): Promise<void> {
    return this.copies.write(volume, tar);
  }

  watch(onHint: (hint: RuntimeHint) => void): () => void {
    return watchEngine(this.docker, this.options.installation, onHint);
  }

  async close(): Promise<void> {
    // Containers belong to the engine; nothing of theirs lives here.
  }

  private async run({ name, state }: Instance): Promise<void> {
    const container = this.docker.getContainer(name);
    if (state === 'paused') await engine(container.unpause({ abortSignal: changeDeadline() }));
    // 304: somebody else started it in the same moment.
    else if (state !== 'running') await ignoring([304], container.start({ abortSignal: changeDeadline() }));
  }

  private async look(name: string): Promise<ContainerInspectInfo | null> {
    try {
      return await engine(this.docker.getContainer(name).inspect({ abortSignal: readDeadline() }), [404]);
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  private isOurs(info: ContainerInspectInfo): boolean {
    return info.Config.Labels[labels.installation] === this.options.installation;
  }

  /** Once per process, and again after a create or a start has found it missing. */
  private ensureNetwork(): Promise<void> {
    this.network ??= ensureNetwork(this.docker, this.options.network, this.options.subnet).catch((error: unknown) => {
      this.network = null;
      throw error;
    });
    return this.network;
  }

  /** Once per process: an engine that is given another runtime or an init process has to be restarted for it. */
  private askHost(): Promise<EngineInfo> {
    this.host ??= engine(info(this.docker)).catch((error: unknown) => {
      this.host = null;
      throw error;
    });
    return this.host;
  }

  private async refuseUnsafeImage(template: Template): Promise<void> {
    try {
      refuseUnsafeImage(template, await engine(imageConfig(this.docker, template.image), [404]));
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      throw new AppError('image_missing', { image: template.image }, { cause: error });
    }
  }

  /**
   * Whoever has the name, if it is ours; nobody where the name will be free in a moment: a container that is just being
   * created cannot be looked at for a few milliseconds, and one that is being removed keeps its name until then.
   */
  private async adopt(name: string): Promise<Instance | null> {
    const info = await this.look(name);
    if (!info) return null;
    if (!this.isOurs(info)) throw new AppError('name_taken', { name });
    if (!isGone(info.State.Status)) return fromInspection(info, this.options.network);
    await this.remove(name);
    return null;
  }

  private notFound(error: unknown, image: string): AppError {
    if (!/network/i.test(reasonOf(error))) return new AppError('image_missing', { image }, { cause: error });
    this.network = null;
    return asAppError(error);
  }
}

const networkIsGone = (error: unknown): boolean =>
  error instanceof AppError && /network \S+ not found/i.test(reasonOf(error.cause));

/** What an inspection would say, without asking. */
function justCreated(id: string, { userId, type, name, template }: InstanceSpec): Instance {
  const nothingYet = { state: 'created', exitCode: null, outOfMemory: false, address: null, restarts: 0 } as const;
  return { id, userId, type, name, image: template.image, createdAt: new Date(), ...nothingYet };
}
