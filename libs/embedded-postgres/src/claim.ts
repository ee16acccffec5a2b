import { createHash } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { DataFolderInUse } from './errors.js';
import type { Home } from './home.js';
import { removeUnseen } from './remove-unseen.js';

/**
 * Distinguishes a running owner of the data from a crashed one. A listening socket ends with its process in any case;
 * a written process id would outlive it and could later be that of another process.
 */
export async function claim(home: Home): Promise<{ release(): Promise<void> }> {
  const path = address(home);
  let server = await listen(path);
  if (!server) {
    if (await answers(path)) throw new DataFolderInUse(home.folder);
    await removeUnseen(path);
    server = await listen(path);
  }
  if (!server) throw new DataFolderInUse(home.folder);
  const held = server;
  return { release: () => new Promise((resolve) => held.close(() => resolve())) };
}

function address({ folder, sockets }: Home): string {
  if (process.platform !== 'win32') return join(sockets, 'owner.sock');
  return `\\\\.\\pipe\\spawner-${createHash('sha256').update(folder).digest('hex')}`;
}

/** Undefined when the address is taken. */
function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => resolve(server.unref()));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
