import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import { AppError } from '../../common/app-error.js';
import type { Template } from '../../templates/template.js';
import {
  ContainerRuntime,
  type ImageProgress,
  type Instance,
  type InstanceSpec,
  type RuntimeHint,
} from '../container-runtime.js';
import { containerOptions, type HostLimits } from './container-options.js';
import { answerDeadline, asAppError, engine, inTime, reasonOf, statusOf } from './docker-errors.js';
import { watchEngine } from './docker-events.js';
import { DockerImages } from './docker-images.js';
import { fromInspection, fromListing } from './docker-instance.js';
import { labels } from './docker-labels.js';
import { ensureNetwork } from './docker-network.js';

export interface DockerOptions {
  readonly installation: string;
  readonly network: string;
  readonly subnet: string | null;
  readonly limits: HostLimits;
  readonly imagePatienceMs: number;
  /** Publish services on this machine's loopback: needed where a container's own address cannot be reached. */
  readonly publish: boolean;
}

const STOP_SECONDS = 10;
const ADOPT_MS = 5000;
const ADOPT_LOOK_MS = 10;

export class DockerService extends ContainerRuntime {
  readonly kind = 'docker';
  readonly capabilities = { isolation: true, limits: true, pause: true };
  private readonly images: DockerImages;
  private network: Promise<void> | null = null;

  constructor(
    private readonly docker: Docker,
    private readonly options: DockerOptions,
  ) {
    super();
    this.images = new DockerImages(docker, options.imagePatienceMs);
  }

  async ping(): Promise<void> {
    await engine(inTime(this.docker.ping()));
  }

  prepareImage(template: Template, onProgress: (progress: ImageProgress) => void): Promise<void> {
    return this.images.prepare(template, onProgress);
  }

  async create(spec: InstanceSpec): Promise<Instance> {
    await this.ensureNetwork();
    try {
      const options = { ...containerOptions(spec, this.options), abortSignal: answerDeadline() };
      const { id } = await engine(this.docker.createContainer(options), [404, 409]);
      return justCreated(id, spec);
    } catch (error) {
      if (statusOf(error) === 409) return this.adopt(spec.name);
      if (statusOf(error) === 404) throw this.notFound(error, spec.template.image);
      throw error;
    }
  }

  async start({ name, state }: Instance): Promise<Instance> {
    const container = this.docker.getContainer(name);
    try {
      if (state === 'paused') await engine(container.unpause({ abortSignal: answerDeadline() }));
      // 304: somebody else started it in the same moment.
      else if (state !== 'running') await this.ignoring([304], container.start({ abortSignal: answerDeadline() }));
    } catch (error) {
      // It may be the network that is gone; the next create looks for it again.
      this.network = null;
      throw error;
    }
    const started = await this.inspect(name);
    if (!started) throw new AppError('runtime_failed', { reason: `${name} is gone` });
    return started;
  }

  async stop(name: string): Promise<void> {
    if (!(await this.inspect(name))) return;
    const signal = AbortSignal.timeout((STOP_SECONDS + 5) * 1000);
    await this.ignoring([304, 404], this.docker.getContainer(name).stop({ t: STOP_SECONDS, abortSignal: signal }));
  }

  async remove(name: string): Promise<void> {
    if (!(await this.inspect(name))) return;
    // 409: another removal is under way and will end the same.
    await this.ignoring(
      [404, 409],
      this.docker.getContainer(name).remove({ force: true, v: true, abortSignal: answerDeadline() }),
    );
  }

  async inspect(name: string): Promise<Instance | null> {
    const info = await this.look(name);
    return info && this.ours(info);
  }

  async list(): Promise<Instance[]> {
    const filters = { label: [`${labels.installation}=${this.options.installation}`] };
    const found = await engine(this.docker.listContainers({ all: true, filters, abortSignal: answerDeadline() }));
    return found.map((info) => fromListing(info, this.options.network));
  }

  async logs(name: string, lines: number): Promise<string[]> {
    if (!(await this.inspect(name))) return [];
    const raw = await engine(
      this.docker.getContainer(name).logs({ stdout: true, stderr: true, tail: lines, abortSignal: answerDeadline() }),
    );
    return logLines(raw);
  }

  watch(onHint: (hint: RuntimeHint) => void): () => void {
    return watchEngine(this.docker, this.options.installation, onHint);
  }

  async close(): Promise<void> {
    // Containers belong to the engine; nothing of theirs lives here.
  }

  private async look(name: string): Promise<ContainerInspectInfo | null> {
    try {
      return await engine(this.docker.getContainer(name).inspect({ abortSignal: answerDeadline() }), [404]);
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  private ours(info: ContainerInspectInfo): Instance | null {
    const mine = info.Config.Labels[labels.installation] === this.options.installation;
    return mine ? fromInspection(info, this.options.network) : null;
  }

  /** Once per process, and again after a create has found it missing. */
  private ensureNetwork(): Promise<void> {
    this.network ??= ensureNetwork(this.docker, this.options.network, this.options.subnet).catch((error: unknown) => {
      this.network = null;
      throw error;
    });
    return this.network;
  }

  /** The name is taken. A container that is just being created cannot be looked at for a few milliseconds. */
  private async adopt(name: string): Promise<Instance> {
    for (const deadline = Date.now() + ADOPT_MS; Date.now() < deadline; await delay(ADOPT_LOOK_MS)) {
      const info = await this.look(name);
      if (!info) continue;
      const instance = this.ours(info);
      if (!instance) throw new AppError('name_taken', { name });
      return instance;
    }
    throw new AppError('runtime_failed', { reason: `${name} is being created by somebody else` });
  }

  private notFound(error: unknown, image: string): AppError {
    if (!/network/i.test(reasonOf(error))) return new AppError('image_missing', { image }, { cause: error });
    this.network = null;
    return asAppError(error);
  }

  private async ignoring(statuses: readonly number[], call: Promise<unknown>): Promise<void> {
    try {
      await engine(call, statuses);
    } catch (error) {
      if (!statuses.includes(statusOf(error) ?? 0)) throw error;
    }
  }
}

/** What an inspection would say, without asking. */
function justCreated(id: string, { userId, type, name, template }: InstanceSpec): Instance {
  const nothingYet = { state: 'created', exitCode: null, outOfMemory: false, address: null } as const;
  return { id, userId, type, name, image: template.image, createdAt: new Date(), ...nothingYet };
}

/** Splits the engine's multiplexed log: frames of an 8-byte header (stream, 0, 0, 0, length) and their bytes. */
function logLines(raw: Buffer): string[] {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= raw.length; ) {
    const end = at + 8 + raw.readUInt32BE(at + 4);
    parts.push(raw.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(Boolean);
}
