import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type ContainerKey, volumeName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import type { Template } from '../../templates/template.js';
import { partsOf } from '../container-path.js';
import {
  ContainerRuntime,
  type ImageProgress,
  type Instance,
  type InstanceSpec,
  type RuntimeHint,
  type Volume,
} from '../container-runtime.js';
import { followFile } from './follow-file.js';
import { ProcessImages } from './process-images.js';
import { type InstanceRecord, ProcessInstance } from './process-instance.js';
import { ProcessVolumes } from './process-volumes.js';
import { writeInside } from './write-inside.js';

/**
 * Services as local processes on loopback, for a machine without an engine. No isolation whatever: for trying the
 * product out. They end with this process and can be started again by the next one.
 */
export class ProcessRuntime extends ContainerRuntime {
  readonly kind = 'process';
  readonly title = 'local processes';
  readonly capabilities = { isolation: false, limits: false, pause: false };
  private readonly instances = new Map<string, ProcessInstance>();
  private readonly watchers = new Set<(hint: RuntimeHint) => void>();
  private readonly images: ProcessImages;
  private readonly volumes: ProcessVolumes;

  constructor(
    private readonly folder: string,
    private readonly templates: (type: string) => Template,
    patienceMs: number,
  ) {
    super();
    mkdirSync(folder, { recursive: true });
    this.images = new ProcessImages(join(folder, 'images'), patienceMs);
    this.volumes = new ProcessVolumes(join(folder, 'volumes'));
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      this.remember(JSON.parse(readFileSync(join(folder, file), 'utf8')) as InstanceRecord);
    }
  }

  async ping(): Promise<void> {
    // Where this code runs, processes can be started.
  }

  checkHost(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  prepareImage(template: Template, onProgress: (progress: ImageProgress) => void): Promise<void> {
    return this.images.prepare(template, onProgress);
  }

  async create(spec: InstanceSpec): Promise<Instance> {
    await this.images.find(spec.template);
    await this.volumesOf(spec, spec.template);
    const there = this.instances.get(spec.name);
    if (there) return there.describe();
    const { userId, type, name, environment } = spec;
    const record = {
      userId,
      type,
      name,
      environment,
      image: type,
      id: randomUUID(),
      createdAt: new Date().toISOString(),
    };
    const instance = this.remember(record);
    await writeFile(this.fileOf(name, 'json'), JSON.stringify(record));
    this.tell(name);
    return instance.describe();
  }

  async start({ name }: Instance): Promise<Instance> {
    const instance = this.instances.get(name);
    if (!instance) throw new AppError('runtime_failed', { reason: `${name} is gone` });
    if (!instance.running) {
      const template = this.templates(instance.record.type);
      const volumes = await this.volumesOf(instance.record, template);
      const places = volumes.map((volume) => [variableOf(volume), this.volumes.filesOf(volume)] as const);
      await instance.start(await this.images.find(template), Object.fromEntries(places));
    }
    return instance.describe();
  }

  async pause(): Promise<void> {
    // A process that only stands still would hold its port and its memory all the same.
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
    this.tell(name);
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
    this.tell(before);
    this.tell(name);
  }

  async inspect(name: string): Promise<Instance | null> {
    return this.instances.get(name)?.describe() ?? null;
  }

  async list(): Promise<Instance[]> {
    return [...this.instances.values()].map((instance) => instance.describe());
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

  listVolumes(): Promise<Volume[]> {
    return this.volumes.list();
  }

  measureVolumes(): Promise<ReadonlyMap<string, number>> {
    return this.volumes.measure();
  }

  removeVolumes(key: ContainerKey): Promise<void> {
    return this.volumes.remove(key);
  }

  /** Only volumes are the instance's own; all else belongs to this machine. */
  async writeFile(name: string, path: string, content: Buffer): Promise<void> {
    const parts = partsOf(path);
    const instance = this.instances.get(name);
    if (!instance) throw new AppError('no_container');
    const volumes = await this.volumes.list(instance.record);
    const volume = volumes.find((candidate) => path.startsWith(`${candidate.path}/`));
    if (!volume) throw new AppError('files_not_accepted');
    await writeInside(this.volumes.filesOf(volume), parts.slice(partsOf(volume.path).length), content);
  }

  async exportVolume(volume: Volume): Promise<Readable> {
    return this.volumes.read(volume);
  }

  importVolume(volume: Volume, tar: Readable): Promise<void> {
    return this.volumes.write(volume, tar);
  }

  watch(onHint: (hint: RuntimeHint) => void): () => void {
    this.watchers.add(onHint);
    queueMicrotask(() => {
      if (this.watchers.has(onHint)) onHint({ kind: 'resync' });
    });
    return () => this.watchers.delete(onHint);
  }

  async close(): Promise<void> {
    await Promise.all([this.images.close(), ...[...this.instances.values()].map((instance) => instance.stop())]);
  }

  private async *linesOf(name: string, lines: number, ended: AbortSignal): AsyncGenerator<string> {
    const path = this.fileOf(name, 'log');
    if (this.instances.has(name) && existsSync(path)) yield* followFile(path, lines, ended);
  }

  /** As they are called already, else made. */
  private async volumesOf({ userId, type, name }: ContainerKey & { name: string }, template: Template) {
    const there = await this.volumes.list({ userId, type });
    const volumes = template.volumes.map(
      (path) => there.find((volume) => volume.path === path) ?? { userId, type, path, name: volumeName(name, path) },
    );
    for (const volume of volumes) await this.volumes.ensure(volume);
    return volumes;
  }

  private remember(record: InstanceRecord): ProcessInstance {
    const instance: ProcessInstance = new ProcessInstance(record, this.fileOf(record.name, 'log'), () => {
      this.tell(instance.record.name);
    });
    this.instances.set(record.name, instance);
    return instance;
  }

  private tell(name: string): void {
    for (const watcher of this.watchers) watcher({ kind: 'changed', name });
  }

  private fileOf(name: string, ending: 'json' | 'log'): string {
    return join(this.folder, `${name}.${ending}`);
  }
}

/** `/srv/www` → `VOLUME_SRV_WWW` */
const variableOf = ({ path }: Volume): string => `VOLUME${path.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
