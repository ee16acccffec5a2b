import { Readable } from 'node:stream';
import type { MountSettings } from 'dockerode';
import { asAppError, engine } from './docker-errors.js';
import type { DockerHelper } from './docker-helper.js';
import { StallTimeout } from './stall-timeout.js';

/** Where the helper sees the volume. */
export const COPY_PATH = '/volume';
/** Longest time the engine may take for the next piece of a copy. */
const PATIENCE_MS = 60_000;

/** Copies volumes through a container that is never started: the engine's archive calls need one. */
export class DockerVolumeCopy {
  constructor(private readonly helpers: DockerHelper) {}

  /** @param mount of the volume at COPY_PATH */
  async read(mount: MountSettings): Promise<Readable> {
    const helper = await this.helpers.create({ Mounts: [mount] });
    const patience = new StallTimeout(PATIENCE_MS);
    try {
      const archive = await engine(
        patience.during(helper.getArchive({ path: `${COPY_PATH}/.`, abortSignal: patience.signal })),
      );
      const drop = () => this.helpers.drop(helper).catch(() => undefined);
      const content = Readable.from(chunksOf(archive as Readable, patience, drop), { objectMode: false });
      content.once('close', () => {
        // Also where reading has not begun.
        (archive as Readable).destroy();
        void drop();
      });
      return content;
    } catch (error) {
      await this.helpers.drop(helper);
      throw error;
    }
  }

  /** Into a new volume; the archive's first entry has its owner. */
  async write(mount: MountSettings, tar: Readable): Promise<void> {
    const helper = await this.helpers.create({ Mounts: [mount] });
    const patience = new StallTimeout(PATIENCE_MS);
    try {
      const content = Readable.from(movingOn(tar, patience), { objectMode: false });
      await engine(patience.during(helper.putArchive(content, { path: COPY_PATH, abortSignal: patience.signal })));
    } finally {
      await this.helpers.drop(helper);
    }
  }
}

/**
 * The time a slow reader takes between two pieces is not the engine's.
 * @param drop of the helper, before the end: who has read all may delete the volume, which a helper holds
 */
async function* chunksOf(archive: Readable, patience: StallTimeout, drop: () => Promise<void>): AsyncGenerator<Buffer> {
  const chunks = archive[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await patience.during(chunks.next());
      if (next.done) return await drop();
      yield next.value;
    }
  } catch (error) {
    throw asAppError(error);
  }
}

export async function* movingOn(tar: Readable, patience: StallTimeout): AsyncGenerator<Buffer> {
  for await (const chunk of tar) {
    patience.moved();
    yield chunk as Buffer;
  }
}
