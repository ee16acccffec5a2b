import { PassThrough, type Readable } from 'node:stream';
import { type Pack, pack } from 'tar-stream';

/**
 * A tar that is filled while it is read. It fails with what `fill` fails with: the library's own stream would close without
 * a reason when an entry breaks off.
 */
export function packedTar(fill: (tar: Pack) => Promise<void>): Readable {
  const tar = pack();
  const read = new PassThrough();
  // A reader that leaves ends the filling.
  read.once('close', () => {
    tar.destroy();
  });
  tar.pipe(read);
  fill(tar).then(
    () => {
      tar.finalize();
    },
    (error: unknown) => read.destroy(error as Error),
  );
  return read;
}
