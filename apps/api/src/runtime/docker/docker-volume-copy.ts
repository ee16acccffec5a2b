import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { labels, volumeHelper } from '@spawner/engine';
import type Docker from 'dockerode';
import type { MountSettings } from 'dockerode';
import { asAppError, changeDeadline, engine, ignoring, statusOf } from './docker-errors.js';
import { StallTimeout } from './stall-timeout.js';

/** Where the helper sees the volume. */
export const COPY_PATH = '/volume';
/** Longest time the engine may take for the next piece of a copy. */
const PATIENCE_MS = 60_000;

/** Copies volumes through a container that is never started: the engine's archive calls need one. */
export class DockerVolumeCopy {
  constructor(
    private readonly docker: Docker,
    private readonly installation: string,
  ) {}

  /** @param mount of the volume at COPY_PATH */
  async read(mount: MountSettings): Promise<Readable> {
    const helper = await this.helper(mount);
    const patience = new StallTimeout(PATIENCE_MS);
    try {
      const archive = await engine(
        patience.during(helper.getArchive({ path: `${COPY_PATH}/.`, abortSignal: patience.signal })),
      );
      const content = Readable.from(chunksOf(archive as Readable, patience), { objectMode: false });
      content.once('close', () => {
        // Also where reading has not begun.
        (archive as Readable).destroy();
        this.drop(helper).catch(() => undefined);
      });
      return content;
    } catch (error) {
      await this.drop(helper);
      throw error;
    }
  }

  /** Into a new volume; the archive's first entry has its owner. */
  async write(mount: MountSettings, tar: Readable): Promise<void> {
    const helper = await this.helper(mount);
    const patience = new StallTimeout(PATIENCE_MS);
    try {
      const content = Readable.from(movingOn(tar, patience), { objectMode: false });
      await engine(patience.during(helper.putArchive(content, { path: COPY_PATH, abortSignal: patience.signal })));
    } finally {
      await this.drop(helper);
    }
  }

  private async helper(mount: MountSettings): Promise<Docker.Container> {
    const { repo, tag } = volumeHelper.image;
    const options = {
      name: volumeHelper.name(randomBytes(6).toString('hex')),
      Image: `${repo}:${tag}`,
      Cmd: [volumeHelper.command],
      Labels: { [labels.helper]: this.installation },
      HostConfig: { NetworkMode: 'none', Mounts: [mount] },
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
    const options = { ...volumeHelper.image, abortSignal: changeDeadline() };
    const answer = await engine(this.docker.importImage(Readable.from([volumeHelper.emptyTar()]), options));
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
