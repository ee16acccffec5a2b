import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ContainerKey, volumeName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import type { Template } from '../../templates/template.js';
import { ContainerRuntime, type Instance, type InstanceSpec, type RuntimeHint } from '../container-runtime.js';
import type { Volume } from '../volume-store.js';
import { followFile } from './follow-file.js';
import type { ProcessImages } from './process-images.js';
import { type InstanceRecord, ProcessInstance } from './process-instance.js';
import type { ProcessVolumes } from './process-volumes.js';

interface Parts {
  readonly templates: (type: string) => Template;
  readonly images: ProcessImages;
  readonly volumes: ProcessVolumes;
}

/** Instances by name, each with a record in the folder that the next process reads. */
export class ProcessContainers extends ContainerRuntime {
  readonly kind = 'process';
  readonly title = 'local processes';
  readonly capabilities = { isolation: false, limits: false, pause: false, traffic: false, machines: false };
  private readonly instances = new Map<string, ProcessInstance>();
  private readonly watchers = new Set<(hint: RuntimeHint) => void>();

  constructor(
    private readonly folder: string,
    private readonly parts: Parts,
  ) {
    super();
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      this.remember(JSON.parse(readFileSync(join(folder, file), 'utf8')) as InstanceRecord);
    }
  }

  async ping(): Promise<void> {
    // Where this code runs, processes can be started.
  }

  async create(spec: InstanceSpec): Promise<Instance> {
    await this.parts.images.find(spec.template);
    await this.volumesOf(spec, spec.volumes);
    const there = this.instances.get(spec.name);
    if (there) return there.describe();
    const { userId, type, name, environment, keptPrefix } = spec;
    const record = {
      userId,
      type,
      name,
      environment,
      keptPrefix,
      image: type,
      specHash: await this.specHash(spec),
      id: randomUUID(),
      createdAt: new Date().toISOString(),
    };
    const instance = this.remember(record);
    await writeFile(this.fileOf(name, 'json'), JSON.stringify(record));
    this.notify(name);
    return instance.describe();
  }

  async specHash({ environment, volumes }: InstanceSpec): Promise<string> {
    return createHash('sha256')
      .update(JSON.stringify([environment, volumes]))
      .digest('hex')
      .slice(0, 16);
  }

  async start({ name }: Instance): Promise<Instance> {
    const instance = this.instances.get(name);
    if (!instance) throw new AppError('runtime_failed', { reason: `${name} is gone` });
    if (!instance.running) {
      const { templates, images, volumes } = this.parts;
      const template = templates(instance.record.type);
      const mounted = await this.volumesOf(instance.record, template.volumes);
      const places = mounted.map((volume) => [variableOf(volume), volumes.filesOf(volume)] as const);
      await instance.start(await images.find(template), Object.fromEntries(places));
    }
    return instance.describe();
  }

  async measureLayers(): Promise<[]> {
    // A process writes wherever this machine lets it.
    return [];
  }

  async pause(): Promise<void> {
    // A stopped process would still hold its port and its memory.
  }

  async stop(name: string): Promise<void> {
    await this.instances.get(name)?.stop();
  }

  async remove(name: string): Promise<void> {
    const instance = this.instances.get(name);
    if (!instance) return;
    await instance.stop();
    this.instances.delete(name);
    await rm(this.fileOf(name, 'json'), { force: true });
    await rm(this.fileOf(name, 'log'), { force: true });
    this.notify(name);
  }

  async rename({ id }: Instance, name: string): Promise<void> {
    const instance = [...this.instances.values()].find(({ record }) => record.id === id);
    if (!instance) throw new AppError('runtime_failed', { reason: `${name} is gone` });
    const { name: before } = instance.record;
    if (before === name) return;
    if (this.instances.has(name)) throw new AppError('name_taken', { name });
    for (const ending of ['json', 'log'] as const) {
      if (existsSync(this.fileOf(before, ending))) await rename(this.fileOf(before, ending), this.fileOf(name, ending));
    }
    this.instances.delete(before);
    this.instances.set(name, instance);
    instance.rename(name, this.fileOf(name, 'log'));
    await writeFile(this.fileOf(name, 'json'), JSON.stringify(instance.record));
    this.notify(before);
    this.notify(name);
  }

  /** Undefined where there is no instance of that name. */
  recordOf(name: string): InstanceRecord | undefined {
    return this.instances.get(name)?.record;
  }

  async inspect(name: string): Promise<Instance | null> {
    return this.instances.get(name)?.describe() ?? null;
  }

  async list(): Promise<Instance[]> {
    return [...this.instances.values()].map((instance) => instance.describe());
  }

  received(): Promise<null> {
    return Promise.resolve(null);
  }

  async logs(name: string, lines: number): Promise<string[]> {
    const found: string[] = [];
    for await (const line of this.linesOf(name, lines, AbortSignal.abort())) found.push(line);
    return found;
  }

  async *followLogs(name: string, lines: number, signal: AbortSignal): AsyncGenerator<string> {
    const instance = this.instances.get(name);
    if (!instance) return;
    for await (const line of this.linesOf(name, lines, AbortSignal.any([signal, instance.ended]))) {
      if (signal.aborted) return;
      yield line;
    }
  }

  watch(onHint: (hint: RuntimeHint) => void): () => void {
    this.watchers.add(onHint);
    queueMicrotask(() => {
      if (this.watchers.has(onHint)) onHint({ kind: 'resync' });
    });
    return () => this.watchers.delete(onHint);
  }

  async close(): Promise<void> {
    await Promise.all([this.parts.images.close(), ...[...this.instances.values()].map((instance) => instance.stop())]);
  }

  private async *linesOf(name: string, lines: number, ended: AbortSignal): AsyncGenerator<string> {
    const path = this.fileOf(name, 'log');
    if (this.instances.has(name) && existsSync(path)) yield* followFile(path, lines, ended);
  }

  /** By the names they have, else made. */
  private async volumesOf({ userId, type, name }: ContainerKey & { name: string }, paths: readonly string[]) {
    const there = await this.parts.volumes.list({ userId, type });
    const volumes = paths.map(
      (path) => there.find((volume) => volume.path === path) ?? { userId, type, path, name: volumeName(name, path) },
    );
    for (const volume of volumes) await this.parts.volumes.ensure(volume);
    return volumes;
  }

  private remember(record: InstanceRecord): ProcessInstance {
    const instance: ProcessInstance = new ProcessInstance(record, this.fileOf(record.name, 'log'), () => {
      this.notify(instance.record.name);
    });
    this.instances.set(record.name, instance);
    return instance;
  }

  private notify(name: string): void {
    for (const watcher of this.watchers) watcher({ kind: 'changed', name });
  }

  private fileOf(name: string, ending: 'json' | 'log'): string {
    return join(this.folder, `${name}.${ending}`);
  }
}

/** `/srv/www` → `VOLUME_SRV_WWW` */
const variableOf = ({ path }: Volume): string => `VOLUME${path.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
