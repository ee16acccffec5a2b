import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { SharedWork } from '../../background/shared-work.js';
import { AppError } from '../../errors/app-error.js';
import { ImageBuildFailed } from '../image-build-failed.error.js';
import { type ImageProgress, type ImageSource, ImageStore } from '../image-store.js';
import { LineSplitter } from '../line-splitter.js';
import { asAppError, engine, readDeadline, reasonOf } from './docker-errors.js';
import { type PullLine, PullProgress } from './pull-progress.js';
import { StallTimeout } from './stall-timeout.js';

type OnProgress = (progress: ImageProgress) => void;

/** One line of the engine's JSON stream during a build or a pull. */
interface StreamLine extends PullLine {
  readonly stream?: string;
  readonly error?: string;
}

/** Gets template images onto the engine, each at most once at a time however many launches wait for it. */
export class DockerImages extends ImageStore {
  private readonly underWay = new SharedWork<ImageProgress>();

  constructor(
    private readonly docker: Docker,
    /** Longest time a build or pull may make no progress before it counts as stuck. */
    private readonly patienceMs: number,
    /** Build arguments of every image. */
    private readonly proxies: Readonly<Record<string, string>> = {},
  ) {
    super();
  }

  prepare(source: ImageSource, onProgress: OnProgress): Promise<void> {
    return this.underWay.join(source.image, onProgress, (report) => this.fetch(source, report));
  }

  private async fetch(source: ImageSource, onProgress: OnProgress): Promise<void> {
    if (await this.has(source.image)) return;
    await (existsSync(join(source.folder, 'Dockerfile'))
      ? this.build(source, onProgress)
      : this.pull(source, onProgress));
  }

  private async has(image: string): Promise<boolean> {
    const filters = { reference: [image] };
    return (await engine(this.docker.listImages({ filters, abortSignal: readDeadline() }))).length > 0;
  }

  private async build(source: ImageSource, onProgress: OnProgress): Promise<void> {
    const context = { context: source.folder, src: await readdir(source.folder) };
    const log: string[] = [];
    const base = new PullProgress();
    let percent: number | null = null;
    await this.watched(source.image, {
      begin: (abortSignal) =>
        this.docker.buildImage(context, {
          t: source.image,
          buildargs: { ...this.proxies, ...(source.baseImage && { BASE_IMAGE: source.baseImage }) },
          forcerm: true,
          abortSignal,
        }),
      onLine: (line) => {
        if (line.status) {
          // The engine pulls the base image as part of its step.
          const moved = base.add(line);
          if (moved) onProgress({ percent, bytes: base.state.bytes, detail: line.status });
          return moved;
        }
        const text = line.stream?.trim();
        if (!text || text === log.at(-1)) return false;
        log.push(text);
        const step = /^Step (\d+)\/(\d+) ?: ?(.*)/.exec(text);
        if (step) {
          percent = ((Number(step[1]) - 1) / Number(step[2])) * 100;
          onProgress({ percent, bytes: null, detail: step[3] ?? null });
        }
        return true;
      },
      failure: (error) => new ImageBuildFailed(source.image, [...log.slice(-20), reasonOf(error)], error),
    });
  }

  private async pull({ image }: ImageSource, onProgress: OnProgress): Promise<void> {
    const progress = new PullProgress();
    await this.watched(image, {
      begin: (abortSignal) => this.docker.pull(image, { abortSignal }),
      onLine: (line) => {
        const moved = progress.add(line);
        if (moved) onProgress({ ...progress.state, detail: line.status ?? null });
        return moved;
      },
      failure: (error) => new AppError('image_missing', { image, reason: reasonOf(error) }, { cause: error }),
    });
  }

  /** Reads the stream to its end; an `error` line, or no progress for too long, ends it early. */
  private async watched(
    image: string,
    work: {
      readonly begin: (signal: AbortSignal) => Promise<NodeJS.ReadableStream>;
      /** @returns whether the line is progress */
      readonly onLine: (line: StreamLine) => boolean;
      readonly failure: (error: unknown) => AppError;
    },
  ): Promise<void> {
    const patience = new StallTimeout(this.patienceMs);
    const follow = async (): Promise<void> => {
      for await (const line of linesOf(await work.begin(patience.signal))) {
        if (line.error) throw Object.assign(new Error(line.error), { statusCode: 500 });
        if (work.onLine(line)) patience.moved();
      }
    };
    try {
      await patience.during(follow());
    } catch (error) {
      if (patience.signal.aborted) {
        throw new AppError('image_stalled', { image, seconds: patience.seconds }, { cause: error });
      }
      const failure = asAppError(error);
      throw ['disk_full', 'runtime_unreachable'].includes(failure.code) ? failure : work.failure(error);
    }
  }
}

/** Fails where the stream is cut; readline would treat that as its end. */
async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<StreamLine> {
  const splitter = new LineSplitter(Infinity);
  for await (const chunk of stream) {
    for (const text of splitter.push(chunk as Buffer)) if (text) yield JSON.parse(text) as StreamLine;
  }
}
