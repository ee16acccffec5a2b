import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { labels, readDockerfile, RegistryCredentials } from '@spawner/engine';
import type Docker from 'dockerode';
import { SharedWork } from '../../background/shared-work.js';
import { AppError } from '../../errors/app-error.js';
import { ImageBuildFailed } from '../image-build-failed.error.js';
import { type ImageProgress, type ImageSource, ImageStore } from '../image-store.js';
import { LineSplitter } from '../line-splitter.js';
import { BuildContexts, isBuilt } from './build-contexts.js';
import { textsOfTrace } from './buildkit-trace.js';
import { findImage, type ImageInfo } from './docker-client.js';
import { asAppError, reasonOf } from './docker-errors.js';
import { type PullLine, PullProgress } from './pull-progress.js';
import { StallTimeout } from './stall-timeout.js';

type OnProgress = (progress: ImageProgress) => void;

/** One line of the engine's JSON stream during a build or a pull. */
interface StreamLine extends PullLine {
  readonly stream?: string;
  readonly error?: string;
  readonly aux?: unknown;
}

/** The `id` of BuildKit's progress. */
const TRACE = 'moby.buildkit.trace';
const WITHOUT_BUILDKIT =
  /buildkit\b.*\b(not (supported|enabled|available)|only supported|disabled)|unknown flag|requires? buildkit/i;

/** Gets template images onto the engine, each at most once at a time however many launches wait for it. */
export class DockerImages extends ImageStore {
  private readonly underWay = new SharedWork<ImageProgress>();
  private readonly contexts = new BuildContexts();
  private readonly logger = new Logger(DockerImages.name);
  /** Image → build context that could not be built. */
  private readonly unbuildable = new Map<string, string>();
  private readonly handmade = new Set<string>();
  private readonly credentials: RegistryCredentials;

  constructor(
    private readonly docker: Docker,
    /** Longest time a build or pull may make no progress before it counts as stuck. */
    private readonly patienceMs: number,
    /** Build arguments of every image. */
    private readonly proxies: Readonly<Record<string, string>> = {},
    /** Where `docker login` has stored logins; null for none. */
    dockerConfig: string | null = null,
  ) {
    super();
    this.credentials = new RegistryCredentials(dockerConfig, (problem) => {
      this.logger.warn(problem);
    });
  }

  prepare(source: ImageSource, onProgress: OnProgress): Promise<void> {
    return this.underWay.join(source.image, onProgress, (report) => this.fetch(source, report));
  }

  /** Not by a name that can only mean one image, and not over an image that was built here. */
  async refresh(source: ImageSource): Promise<void> {
    // What a build could not fetch may be there now.
    if (this.unbuildable.delete(source.image)) await this.prepare(source, () => undefined);
    const info = await findImage(this.docker, source.image);
    if (isBuilt(source) || source.image.includes('@') || !info?.RepoDigests?.length) return;
    await this.underWay.join(
      source.image,
      () => undefined,
      (report) => this.pull(source.image, report),
    );
  }

  async currentId({ image }: ImageSource): Promise<string | null> {
    return (await findImage(this.docker, image))?.Id ?? null;
  }

  /** What a container can be created from; null where it is missing, or its template has changed since it was built. */
  async current(source: ImageSource): Promise<ImageInfo | null> {
    const [info, context] = await Promise.all([findImage(this.docker, source.image), this.contexts.of(source)]);
    return info && this.isUpToDate(info, source.image, context) ? info : null;
  }

  private async fetch(source: ImageSource, onProgress: OnProgress): Promise<void> {
    const [info, context] = await Promise.all([findImage(this.docker, source.image), this.contexts.of(source)]);
    if (info && context !== null && labelOf(info) === undefined) this.reportHandmade(source);
    if (info && this.isUpToDate(info, source.image, context)) return;
    if (context === null) {
      await this.pull(source.image, onProgress);
      return;
    }
    try {
      await this.build(source, context, onProgress);
    } catch (error) {
      if (!info || asAppError(error).code === 'runtime_unreachable') throw error;
      // The older image is better than none. Not tried again for every launch, but once the template changes again.
      this.unbuildable.set(source.image, context);
      const log = error instanceof ImageBuildFailed ? `: ${error.logTail.slice(-5).join(' | ')}` : '';
      this.logger.warn(`${source.folder} has changed and cannot be built, ${source.image} stays as it is${log}`);
    }
  }

  /** An image without the label was built by hand: that is the operator's choice. */
  private isUpToDate(info: ImageInfo, image: string, context: string | null): boolean {
    const label = labelOf(info);
    return context === null || label === undefined || label === context || this.unbuildable.get(image) === context;
  }

  private reportHandmade({ image, folder }: ImageSource): void {
    if (this.handmade.has(image)) return;
    this.handmade.add(image);
    this.logger.log(
      `${image} was not built by this version of Spawner and is kept, whatever changes in ${folder}. ` +
        `To have Spawner build it and follow those changes: docker rmi ${image}`,
    );
  }

  private async build(source: ImageSource, hash: string, onProgress: OnProgress): Promise<void> {
    const buildargs = source.baseImage === null ? {} : { BASE_IMAGE: source.baseImage };
    const recipe = readDockerfile(await readFile(join(source.folder, 'Dockerfile'), 'utf8'), buildargs);
    // With the stored logins, and with progress. BuildKit itself would need a session for them.
    for (const image of recipe.bases) if (!(await findImage(this.docker, image))) await this.pull(image, onProgress);
    const context = { context: source.folder, src: await readdir(source.folder) };
    const log: string[] = [];
    const base = new PullProgress();
    let percent: number | null = null;
    const onText = (text: string): boolean => {
      if (!text || text === log.at(-1)) return false;
      log.push(text);
      // `Step 2/5 : RUN …`, with BuildKit `[build 2/5] RUN …`
      const step = /^(?:Step |\[(?:\S+ )?)(\d+)\/(\d+)(?: ?:|\]) ?(.*)/.exec(text);
      if (step) {
        percent = ((Number(step[1]) - 1) / Number(step[2])) * 100;
        onProgress({ percent, bytes: null, detail: step[3] ?? null });
      }
      return true;
    };
    await this.watched(source.image, {
      begin: (abortSignal) =>
        this.docker.buildImage(context, {
          t: source.image,
          buildargs: { ...this.proxies, ...buildargs },
          labels: { [labels.context]: hash },
          forcerm: true,
          // As a text it would make the client open a session, which only a pull by the builder needs.
          ...(recipe.needsBuildKit && { version: 2 as unknown as '2' }),
          abortSignal,
        }),
      onLine: (line) => {
        if (line.id === TRACE) return textsOfTrace(String(line.aux)).map(onText).includes(true);
        if (line.status) {
          // The engine pulls the base image as part of its step.
          const moved = base.add(line);
          if (moved) onProgress({ percent, bytes: base.state.bytes, detail: line.status });
          return moved;
        }
        return onText(line.stream?.trim() ?? '');
      },
      failure: (error) => {
        const reason = reasonOf(error);
        return recipe.needsBuildKit && WITHOUT_BUILDKIT.test(reason)
          ? new AppError('buildkit_missing', { image: source.image, reason }, { cause: error })
          : new ImageBuildFailed(source.image, [...log.slice(-20), reason], error);
      },
    });
  }

  private async pull(image: string, onProgress: OnProgress): Promise<void> {
    const progress = new PullProgress();
    const login = await this.credentials.headerFor(image);
    await this.watched(image, {
      begin: (abortSignal) => this.docker.pull(image, { abortSignal, ...(login && { authconfig: { base64: login } }) }),
      onLine: (line) => {
        const moved = progress.add(line);
        if (moved) onProgress({ ...progress.state, detail: line.status ?? null });
        return moved;
      },
      failure: (error) => new AppError('image_pull_failed', { image, reason: reasonOf(error) }, { cause: error }),
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

const labelOf = ({ Config }: ImageInfo): string | undefined => Config?.Labels?.[labels.context];

/** Fails where the stream is cut; readline would treat that as its end. */
async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<StreamLine> {
  const splitter = new LineSplitter(Infinity);
  for await (const chunk of stream) {
    for (const text of splitter.push(chunk as Buffer)) if (text) yield JSON.parse(text) as StreamLine;
  }
}
