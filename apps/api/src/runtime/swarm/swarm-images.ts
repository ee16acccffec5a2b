import { Readable } from 'node:stream';
import { SharedWork } from '../../background/shared-work.js';
import { AppError } from '../../errors/app-error.js';
import { findImage, type ImageInfo } from '../docker/docker-client.js';
import { asAppError, engine } from '../docker/docker-errors.js';
import { movingOn } from '../docker/docker-volume-copy.js';
import { StallTimeout } from '../docker/stall-timeout.js';
import { type ImageProgress, type ImageSource, ImageStore } from '../image-store.js';
import { LineSplitter } from '../line-splitter.js';
import type { NodeEngine } from './node-engines.js';
import { noNodeReady, type SwarmNodes } from './swarm-nodes.js';

interface ImageOnNode {
  readonly node: NodeEngine;
  /** Null where it is missing, or not up to date. */
  readonly info: ImageInfo | null;
}

/**
 * The same image on every node that is ready: the first one pulls or builds it, the others get a copy. So all have it under
 * one id, and no registry has to answer when a service moves.
 */
export class SwarmImages extends ImageStore {
  private readonly underWay = new SharedWork<ImageProgress>();

  constructor(
    private readonly nodes: SwarmNodes,
    private readonly patienceMs: number,
  ) {
    super();
  }

  prepare(source: ImageSource, onProgress: (progress: ImageProgress) => void): Promise<void> {
    return this.underWay.join(source.image, onProgress, (report) =>
      this.onFirst(async (first, others) => {
        await this.nodes.partsOf(first).images.prepare(source, report);
        await this.spread(source, first, others, report);
      }),
    );
  }

  refresh(source: ImageSource): Promise<void> {
    return this.onFirst(async (first, others) => {
      await this.nodes.partsOf(first).images.refresh(source);
      await this.spread(source, first, others, () => undefined);
    });
  }

  currentId(source: ImageSource): Promise<string | null> {
    return this.onFirst((first) => this.nodes.partsOf(first).images.currentId(source));
  }

  /** What a service on this node, or on any of these, can be created from, of those that answer. */
  async current(source: ImageSource, on: readonly NodeEngine[]): Promise<readonly ImageOnNode[]> {
    const found = await this.nodes.engines.each(on, async (node) => ({
      node,
      info: await this.nodes.partsOf(node).images.current(source),
    }));
    return found.filter((each) => each !== null);
  }

  /** On a node that answers; the first ones are managers. @throws AppError `runtime_unreachable` where none does */
  private async onFirst<T>(work: (node: NodeEngine, others: readonly NodeEngine[]) => Promise<T>): Promise<T> {
    const nodes = await this.nodes.ready();
    let failure: unknown = noNodeReady();
    for (const node of nodes) {
      try {
        return await work(
          node,
          nodes.filter((other) => other !== node),
        );
      } catch (error) {
        if (asAppError(error).code !== 'runtime_unreachable') throw error;
        failure = error;
      }
    }
    throw failure;
  }

  private async spread(
    { image }: ImageSource,
    from: NodeEngine,
    others: readonly NodeEngine[],
    report: (progress: ImageProgress) => void,
  ): Promise<void> {
    const there = await findImage(from.docker, image);
    if (!there) return;
    for (const to of others) {
      try {
        if ((await findImage(to.docker, image))?.Id === there.Id) continue;
        report({ percent: null, bytes: null, detail: to.name });
        await this.copy(image, from, to);
      } catch (error) {
        // A node that goes away must not keep the others from launching. It gets its copy with the next one.
        if (asAppError(error).code !== 'runtime_unreachable') throw error;
      }
    }
  }

  private async copy(image: string, from: NodeEngine, to: NodeEngine): Promise<void> {
    const patience = new StallTimeout(this.patienceMs);
    const load = async (): Promise<void> => {
      const { signal: abortSignal } = patience;
      const saved = await from.docker.getImage(image).get();
      const answer = await to.docker.loadImage(
        Readable.from(movingOn(saved as Readable, patience), { objectMode: false }),
        { abortSignal },
      );
      await failIfRefused(answer);
    };
    try {
      await engine(patience.during(load()));
    } catch (error) {
      if (patience.signal.aborted) {
        throw new AppError('image_stalled', { image, seconds: patience.seconds }, { cause: error });
      }
      throw error;
    }
  }
}

/** The engine answers 200 before it reads the archive. */
async function failIfRefused(answer: NodeJS.ReadableStream): Promise<void> {
  const splitter = new LineSplitter();
  for await (const chunk of answer) {
    for (const line of splitter.push(chunk as Buffer)) {
      const { error } = JSON.parse(line || '{}') as { error?: string };
      if (error) throw Object.assign(new Error(error), { statusCode: 500 });
    }
  }
}
