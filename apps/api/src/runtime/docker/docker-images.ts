import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import { AppError } from '../../common/app-error.js';
import type { Template } from '../../templates/template.js';
import type { ImageProgress } from '../container-runtime.js';
import { ImageBuildFailed } from '../image-build-failed.error.js';
import { answerDeadline, asAppError, engine, reasonOf } from './docker-errors.js';

type OnProgress = (progress: ImageProgress) => void;

/** One line of the engine's JSON stream during a build or a pull. */
interface StreamLine {
  readonly stream?: string;
  readonly status?: string;
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
}

/** Gets template images onto the engine, each at most once at a time however many launches wait for it. */
export class DockerImages {
  private readonly underWay = new Map<
    string,
    { done: Promise<void>; listeners: Set<OnProgress>; last: ImageProgress }
  >();

  constructor(
    private readonly docker: Docker,
    /** Longest silence of a build or pull before it counts as stuck. */
    private readonly patienceMs: number,
  ) {}

  async prepare(template: Template, onProgress: OnProgress): Promise<void> {
    const joined = this.underWay.get(template.image);
    if (joined) {
      joined.listeners.add(onProgress);
      onProgress(joined.last);
      return joined.done.finally(() => joined.listeners.delete(onProgress));
    }
    const listeners = new Set([onProgress]);
    const work = { listeners, last: { percent: null, detail: null } as ImageProgress, done: Promise.resolve() };
    work.done = this.fetch(template, (progress) => {
      work.last = progress;
      for (const listener of listeners) listener(progress);
    }).finally(() => this.underWay.delete(template.image));
    this.underWay.set(template.image, work);
    return work.done;
  }

  private async fetch(template: Template, onProgress: OnProgress): Promise<void> {
    if (await this.has(template.image)) return;
    await (existsSync(join(template.folder, 'Dockerfile'))
      ? this.build(template, onProgress)
      : this.pull(template, onProgress));
  }

  private async has(image: string): Promise<boolean> {
    const filters = { reference: [image] };
    return (await engine(this.docker.listImages({ filters, abortSignal: answerDeadline() }))).length > 0;
  }

  private async build(template: Template, onProgress: OnProgress): Promise<void> {
    const stalled = new AbortController();
    const context = { context: template.folder, src: await readdir(template.folder) };
    const log: string[] = [];
    try {
      const stream = await this.docker.buildImage(context, {
        t: template.image,
        ...(template.baseImage && { buildargs: { BASE_IMAGE: template.baseImage } }),
        forcerm: true,
        abortSignal: stalled.signal,
      });
      await this.follow(stream, stalled, (line) => {
        const text = line.stream?.trim() ?? line.status;
        if (!text) return;
        log.push(text);
        const step = /^Step (\d+)\/(\d+) ?: ?(.*)/.exec(text);
        if (step) onProgress({ percent: ((Number(step[1]) - 1) / Number(step[2])) * 100, detail: step[3] ?? null });
      });
    } catch (error) {
      const failure = asAppError(error);
      if (failure.code === 'disk_full' || (failure.code === 'runtime_unreachable' && !stalled.signal.aborted))
        throw failure;
      throw new ImageBuildFailed(template.image, [...log.slice(-20), reasonOf(error)], error);
    }
  }

  private async pull(template: Template, onProgress: OnProgress): Promise<void> {
    const stalled = new AbortController();
    const layers = new Map<string, { current: number; total: number }>();
    try {
      const stream = await this.docker.pull(template.image, { abortSignal: stalled.signal });
      await this.follow(stream, stalled, ({ id, status, progressDetail }) => {
        if (id && progressDetail?.total)
          layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total });
        const total = [...layers.values()].reduce((sum, layer) => sum + layer.total, 0);
        const current = [...layers.values()].reduce((sum, layer) => sum + layer.current, 0);
        onProgress({ percent: total > 0 ? Math.min(100, (current / total) * 100) : null, detail: status ?? null });
      });
    } catch (error) {
      const failure = asAppError(error);
      if (failure.code === 'disk_full' || (failure.code === 'runtime_unreachable' && !stalled.signal.aborted))
        throw failure;
      throw new AppError('image_missing', { image: template.image, reason: reasonOf(error) }, { cause: error });
    }
  }

  /** Reads the stream to its end; an `error` line, or silence for too long, ends it early. */
  private async follow(stream: NodeJS.ReadableStream, stalled: AbortController, onLine: (line: StreamLine) => void) {
    const alarm = setTimeout(() => {
      stalled.abort(new Error(`no progress for ${String(this.patienceMs / 1000)} seconds`));
    }, this.patienceMs);
    try {
      for await (const text of createInterface({ input: stream })) {
        alarm.refresh();
        if (!text) continue;
        const line = JSON.parse(text) as StreamLine;
        if (line.error) throw Object.assign(new Error(line.error), { statusCode: 500 });
        onLine(line);
      }
      stalled.signal.throwIfAborted();
    } finally {
      clearTimeout(alarm);
    }
  }
}
