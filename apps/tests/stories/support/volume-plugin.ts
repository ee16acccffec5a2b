import { mkdir, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { SwarmNode } from '@spawner/kit/swarm';

/**
 * A volume driver of all machines whose files are in one folder, as on a file server.
 * Source: https://docs.docker.com/engine/extend/plugins_volume/
 */
export class VolumePlugin {
  private constructor(private readonly servers: readonly Server[]) {}

  /** @param name as in VOLUME_DRIVER */
  static async start(name: string, folder: string, machines: readonly SwarmNode[]): Promise<VolumePlugin> {
    const servers = machines.map(async (machine) => {
      const sockets = machine.path('/run/docker/plugins');
      await mkdir(sockets, { recursive: true });
      const server = createServer((request, response) => {
        void json(request)
          .catch(() => ({}))
          .then((asked) => answer(folder, request.url ?? '', (asked as { Name?: string }).Name ?? ''))
          .catch((error: unknown) => ({ Err: String(error) }))
          .then((body) => response.end(JSON.stringify(body)));
      });
      await new Promise<void>((resolve) => server.listen(join(sockets, `${name}.sock`), resolve));
      return server;
    });
    return new VolumePlugin(await Promise.all(servers));
  }

  async close(): Promise<void> {
    for (const server of this.servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

async function answer(folder: string, call: string, name: string): Promise<object> {
  const path = join(folder, name);
  const volume = { Name: name, Mountpoint: path };
  switch (call) {
    case '/Plugin.Activate':
      return { Implements: ['VolumeDriver'] };
    case '/VolumeDriver.Capabilities':
      return { Capabilities: { Scope: 'global' } };
    case '/VolumeDriver.Create':
      await mkdir(path, { recursive: true });
      return {};
    case '/VolumeDriver.Remove':
      await rm(path, { recursive: true, force: true });
      return {};
    case '/VolumeDriver.Mount':
    case '/VolumeDriver.Path':
      return { Mountpoint: path };
    case '/VolumeDriver.Unmount':
      return {};
    case '/VolumeDriver.Get':
      return (await readdir(folder)).includes(name) ? { Volume: volume } : { Err: `there is no volume ${name}` };
    case '/VolumeDriver.List':
      return { Volumes: (await readdir(folder)).map((each) => ({ Name: each, Mountpoint: join(folder, each) })) };
    default:
      throw new Error(`unknown call ${call}`);
  }
}
