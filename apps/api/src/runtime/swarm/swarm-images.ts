import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import type { ErrorCode } from '@spawner/contracts';
import type Docker from 'dockerode';
import { SharedWork } from '../../background/shared-work.js';
import { AppError } from '../../errors/app-error.js';
import { findImage, type ImageInfo, info } from '../docker/docker-client.js';
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

/** How long a node that could not take a copy is left alone: each try sends it the whole image. */
const COPY_REST_MS = 10 * 60_000;

/** What another node may not have. */
const OF_ONE_NODE: readonly ErrorCode[] = ['runtime_unreachable', 'disk_full', 'image_stalled'];

interface FailedCopy {
  readonly id: string;
  readonly image: string;
  readonly node: string;
  readonly reason: AppError;
  readonly until: number;
}

/**
 * The same image on every node that is ready: the first one pulls or builds it, the others get a copy. So all have it under
 * one id, and no registry has to answer when a service moves.
 */
export class SwarmImages extends ImageStore {
  private readonly underWay = new SharedWork<ImageProgress>();
  private readonly logger = new Logger(SwarmImages.name);
  private failedCopies: readonly FailedCopy[] = [];

  constructor(
    private readonly nodes: SwarmNodes,
    private readonly patienceMs: number,
  ) {
    super();
  }

  prepare(source: ImageSource, onProgress: (progress: ImageProgress) => void): Promise<void> {
    return this.underWay.join(source.image, onProgress, (report) =>
      this.onFirst(async (first, others) => {
        const all = [first, ...others];
        const from = newestOf(await this.current(source, all))?.node ?? first;
        await this.nodes.partsOf(from).images.prepare(source, report);
        await this.spread(
          source,
          from,
          all.filter((node) => node !== from),
          report,
        );
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
    const look = (node: NodeEngine, info: ImageInfo | null) => ({ node, info });
    const answers = await this.nodes.engines.each(on, async (node) =>
      look(node, await this.nodes.partsOf(node).images.current(source)),
    );
    const found = answers.filter((each) => each !== null);
    // Only the node that could not build it anew knows that the older one stays.
    const accepted = new Set(found.map(({ info }) => info?.Id));
    const missing = found.filter(({ info }) => info === null);
    if (missing.length === found.length || missing.length === 0) return found;
    const copies = await this.nodes.engines.each(
      missing.map(({ node }) => node),
      async (node) => look(node, await findImage(node.docker, source.image)),
    );
    const same = copies.filter((copy) => copy !== null && accepted.has(copy.info?.Id));
    return found.map((each) => same.find((copy) => copy?.node === each.node) ?? each);
  }

  /** Nodes that could not take a copy lately, and why: their disk is full, for example. */
  withoutCopy({ image }: Pick<ImageSource, 'image'>): ReadonlyMap<string, AppError> {
    const now = performance.now();
    this.failedCopies = this.failedCopies.filter(({ until }) => until > now);
    return new Map(
      this.failedCopies.filter((each) => each.image === image).map(({ node, reason }) => [node, reason] as const),
    );
  }

  /** On a node that can do it; the first ones are managers. @throws AppError `runtime_unreachable` where none answers */
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
        if (!OF_ONE_NODE.includes(asAppError(error).code)) throw error;
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
    const { Id: id } = there;
    this.failedCopies = this.failedCopies.filter((each) => each.image !== image || each.id === id);
    const sources = [from];
    this.forget(image, from);
    for (const to of others) {
      try {
        if ((await findImage(to.docker, image))?.Id !== id) {
          if (this.withoutCopy({ image }).has(to.id)) continue;
          report({ percent: null, bytes: null, detail: to.name });
          await this.copyFromOne(image, sources, to);
        }
        sources.push(to);
        this.forget(image, to);
      } catch (error) {
        const reason = asAppError(error);
        // One node must not keep the others from launching. One that is away gets its copy with the next one.
        if (reason.code === 'runtime_unreachable' && !(await this.isThere(to))) continue;
        this.forget(image, to);
        const until = performance.now() + COPY_REST_MS;
        this.failedCopies = [...this.failedCopies, { id, image, node: to.id, reason, until }];
        this.logger.warn(`${to.name} could not take ${image} and gets no new containers of it: ${reason.message}`);
      }
    }
  }

  private forget(image: string, { id }: NodeEngine): void {
    this.failedCopies = this.failedCopies.filter((each) => each.image !== image || each.node !== id);
  }

  private async isThere({ docker }: NodeEngine): Promise<boolean> {
    return info(docker).then(
      () => true,
      () => false,
    );
  }

  /** From the first that can be read. */
  private async copyFromOne(image: string, sources: readonly NodeEngine[], to: NodeEngine): Promise<void> {
    let failure: unknown;
    for (const from of sources) {
      try {
        await this.copy(image, from, to);
        return;
      } catch (error) {
        if (!(error instanceof CannotRead)) throw error;
        failure = error.cause;
      }
    }
    throw failure;
  }

  /** @throws CannotRead where the node that has it fails */
  private async copy(image: string, from: NodeEngine, to: NodeEngine): Promise<void> {
    const patience = new StallTimeout(this.patienceMs);
    const { signal: abortSignal } = patience;
    const stalled = (error: unknown): unknown =>
      patience.signal.aborted
        ? new AppError('image_stalled', { image, seconds: patience.seconds }, { cause: error })
        : error;
    let saved: Readable | undefined;
    let broken: unknown;
    try {
      saved = await patience.during(save(from.docker, image, abortSignal)).catch((error: unknown) => {
        throw new CannotRead(stalled(error));
      });
      saved.once('error', (error) => {
        broken = error;
      });
      const content = Readable.from(movingOn(saved, patience), { objectMode: false });
      const load = async () => failIfRefused(await to.docker.loadImage(content, { abortSignal }));
      await engine(patience.during(load()));
    } catch (error) {
      if (error instanceof CannotRead) throw error;
      throw broken === undefined ? stalled(error) : new CannotRead(asAppError(broken));
    } finally {
      saved?.destroy();
    }
  }
}

/** A node that could not take the last copy may have an older one. The first of those that are as new. */
const newestOf = (found: readonly ImageOnNode[]): ImageOnNode | undefined =>
  found.filter(({ info }) => info !== null).sort((a, b) => madeAt(b) - madeAt(a))[0];

const madeAt = ({ info }: ImageOnNode): number => Date.parse(info?.Created ?? '') || 0;

/** The copy failed where the image comes from, which says nothing of the node that was to have it. */
class CannotRead extends Error {
  constructor(cause: unknown) {
    super('the image cannot be read', { cause });
  }
}

/** The client's own call cannot be given a deadline. */
function save(docker: Docker, image: string, abortSignal: AbortSignal): Promise<Readable> {
  return engine(
    new Promise((resolve, reject) => {
      docker.modem.dial(
        { path: `/images/${image}/get`, method: 'GET', isStream: true, statusCodes: { 200: true }, abortSignal },
        (error, answer) => {
          if (error) reject(error);
          else resolve(answer as Readable);
        },
      );
    }),
  );
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
