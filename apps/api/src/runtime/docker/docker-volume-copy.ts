import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
import { AppError } from '../../errors/app-error.js';
import type { Volume } from '../container-runtime.js';
import { asAppError, changeDeadline, engine, ignoring, statusOf } from './docker-errors.js';
import { labels } from './docker-labels.js';
import type { DockerVolumes } from './docker-volumes.js';
import { StallTimeout } from './stall-timeout.js';

/** Nothing is in it, so that a volume can be copied where its template's image is not there, yet or any more. */
const EMPTY_IMAGE = { repo: 'spawner-volume', tag: 'latest' };
const EMPTY_TAR = Buffer.alloc(1024);
const MOUNTED_AT = '/volume';
/** Longest time the engine may take for the next piece of a copy. */
const PATIENCE_MS = 60_000;

/** Copies volumes through a container that is never started: the engine's archive calls need one. */
export class DockerVolumeCopy {
  constructor(
    private readonly docker: Docker,
    private readonly volumes: DockerVolumes,
    private readonly installation: string,
  ) {}

  async read(volume: Volume): Promise<Readable> {
    const there = await this.volumes.list(volume);
    // Mounting it would make it.
    if (!there.some(({ name }) => name === volume.name)) {
      throw new AppError('runtime_failed', { reason: `volume ${volume.name} is gone` });
    }
    const helper = await this.helper(volume);
    const patience = new StallTimeout(PATIENCE_MS);
    try {
      const archive = await engine(
        patience.during(helper.getArchive({ path: `${MOUNTED_AT}/.`, abortSignal: patience.signal })),
      );
      const content = Readable.from(chunksOf(archive as Readable, patience), { objectMode: false });
      content.once('close', () => {
        // Also where nobody has begun to read.
        (archive as Readable).destroy();
        this.drop(helper).catch(() => undefined);
      });
      return content;
    } catch (error) {
      await this.drop(helper);
      throw error;
    }
  }

  /** Into a new volume; the archive's first entry says who owns it. */
  async write(volume: Volume, tar: Readable): Promise<void> {
    await this.volumes.remove(volume.name);
    const helper = await this.helper(volume);
    const patience = new StallTimeout(PATIENCE_MS);
    try {
      const content = Readable.from(movingOn(tar, patience), { objectMode: false });
      await engine(patience.during(helper.putArchive(content, { path: MOUNTED_AT, abortSignal: patience.signal })));
    } finally {
      await this.drop(helper);
    }
  }

  private async helper(volume: Volume): Promise<Docker.Container> {
    const options = {
      name: `spawner-volume-${randomBytes(6).toString('hex')}`,
      Image: `${EMPTY_IMAGE.repo}:${EMPTY_IMAGE.tag}`,
      Cmd: ['never-started'],
      Labels: { [labels.helper]: this.installation },
      HostConfig: { NetworkMode: 'none', Mounts: [this.volumes.mount(volume, MOUNTED_AT)] },
    };
    const create = () => this.docker.createContainer({ ...options, abortSignal: changeDeadline() });
    try {
      await engine(create(), [404]);
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      await this.makeEmptyImage();
      await engine(create());
    }
    return this.docker.getContainer(options.name);
  }

  private async makeEmptyImage(): Promise<void> {
    const options = { ...EMPTY_IMAGE, abortSignal: changeDeadline() };
    const answer = await engine(this.docker.importImage(Readable.from([EMPTY_TAR]), options));
    await engine(finished(answer.resume()));
  }

  private drop(helper: Docker.Container): Promise<void> {
    return ignoring([404, 409], helper.remove({ force: true, abortSignal: changeDeadline() }));
  }
}

/** The time a slow reader takes between two pieces is not the engine's. */
async function* chunksOf(archive: Readable, patience: StallTimeout): AsyncGenerator<Buffer> {
  const chunks = archive[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await patience.during(chunks.next());
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw asAppError(error);
  }
}

async function* movingOn(tar: Readable, patience: StallTimeout): AsyncGenerator<Buffer> {
  for await (const chunk of tar) {
    patience.moved();
    yield chunk as Buffer;
  }
}
