import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../common/app-error.js';
import type { Template } from '../../templates/template.js';
import {
  ContainerRuntime,
  type ImageProgress,
  type Instance,
  type InstanceSpec,
  type RuntimeHint,
} from '../container-runtime.js';
import { ProcessImages } from './process-images.js';
import { type InstanceRecord, ProcessInstance } from './process-instance.js';

const LOG_TAIL_BYTES = 64 * 1024;

/**
 * Services as local processes on loopback, for a machine without an engine. No isolation whatever: for trying the
 * product out. They end with this process and can be started again by the next one.
 */
export class ProcessRuntime extends ContainerRuntime {
  readonly kind = 'process';
  readonly capabilities = { isolation: false, limits: false, pause: false };
  private readonly instances = new Map<string, ProcessInstance>();
  private readonly watchers = new Set<(hint: RuntimeHint) => void>();
  private readonly images: ProcessImages;

  constructor(
    private readonly folder: string,
    private readonly templates: (type: string) => Template,
    patienceMs: number,
  ) {
    super();
    mkdirSync(folder, { recursive: true });
    this.images = new ProcessImages(join(folder, 'images'), patienceMs);
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      this.remember(JSON.parse(readFileSync(join(folder, file), 'utf8')) as InstanceRecord);
    }
  }

  async ping(): Promise<void> {
    // Where this code runs, processes can be started.
  }

  prepareImage(template: Template, onProgress: (progress: ImageProgress) => void): Promise<void> {
    return this.images.prepare(template, onProgress);
  }

  async create(spec: InstanceSpec): Promise<Instance> {
    await this.images.find(spec.template);
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
    if (!instance.running) await instance.start(await this.images.find(this.templates(instance.record.type)));
    return instance.describe();
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

  async inspect(name: string): Promise<Instance | null> {
    return this.instances.get(name)?.describe() ?? null;
  }

  async list(): Promise<Instance[]> {
    return [...this.instances.values()].map((instance) => instance.describe());
  }

  async logs(name: string, lines: number): Promise<string[]> {
    const path = this.fileOf(name, 'log');
    if (!this.instances.has(name) || !existsSync(path)) return [];
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(LOG_TAIL_BYTES),
        0,
        LOG_TAIL_BYTES,
        Math.max(0, size - LOG_TAIL_BYTES),
      );
      return buffer.subarray(0, bytesRead).toString('utf8').split('\n').filter(Boolean).slice(-lines);
    } finally {
      await file.close();
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
    await Promise.all([this.images.close(), ...[...this.instances.values()].map((instance) => instance.stop())]);
  }

  private remember(record: InstanceRecord): ProcessInstance {
    const instance = new ProcessInstance(record, this.fileOf(record.name, 'log'), () => {
      this.tell(record.name);
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
