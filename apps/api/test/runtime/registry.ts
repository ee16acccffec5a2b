import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const CONFIG = 'application/vnd.docker.container.image.v1+json';
const LAYER = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A registry on loopback, which an engine uses without TLS. It serves what a test puts into it. */
export interface Registry {
  /** `127.0.0.1:5000`, the first part of its images' names. */
  readonly address: string;
  /** What has been pulled or asked for, by the names of its users. */
  readonly requests: { readonly user: string | null; readonly url: string }[];
  /** An image that holds one file. */
  put(repository: string, file: string, content: string): Promise<void>;
  close(): Promise<void>;
}

/** @param login `user:password` that every request has to bring */
export async function startRegistry(login: string | null = null): Promise<Registry> {
  const blobs = new Map<string, { readonly bytes: Buffer; readonly type: string }>();
  const requests: { user: string | null; url: string }[] = [];
  const expected = login && `Basic ${Buffer.from(login).toString('base64')}`;

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '', headers } = request;
    const given = headers.authorization?.replace('Basic ', '');
    requests.push({ user: given ? (Buffer.from(given, 'base64').toString().split(':')[0] ?? null) : null, url });
    const fail = (status: number, code: string, message: string) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(status === 401 && { 'www-authenticate': 'Basic realm="registry"' }),
      });
      response.end(JSON.stringify({ errors: [{ code, message }] }));
    };
    if (expected && headers.authorization !== expected) {
      fail(401, 'UNAUTHORIZED', 'authentication required');
      return;
    }
    if (url === '/v2/') {
      response.writeHead(200, { 'docker-distribution-api-version': 'registry/2.0' }).end('{}');
      return;
    }
    const [, repository, reference = ''] = /^\/v2\/(.+)\/(?:manifests|blobs)\/([^/]+)$/.exec(url) ?? [];
    const found = blobs.get(reference.startsWith('sha256:') ? reference : `${String(repository)}:${reference}`);
    if (!found) {
      fail(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
      return;
    }
    response.writeHead(200, {
      'content-type': found.type,
      'content-length': found.bytes.length,
      'docker-content-digest': digestOf(found.bytes),
    });
    response.end(request.method === 'HEAD' ? undefined : found.bytes);
  };

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };

  const add = (bytes: Buffer, type: string) => {
    blobs.set(digestOf(bytes), { bytes, type });
    return { mediaType: type, size: bytes.length, digest: digestOf(bytes) };
  };

  return {
    address: `127.0.0.1:${String(port)}`,
    requests,
    put: async (repository, file, content) => {
      const tar = pack();
      tar.entry({ name: file }, content);
      tar.finalize();
      const layer = await buffer(tar);
      const config = {
        ...{ architecture: process.arch === 'arm64' ? 'arm64' : 'amd64', os: 'linux' },
        config: { User: '101:101', Cmd: [`/${file}`] },
        rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
      };
      const manifest = Buffer.from(
        JSON.stringify({
          ...{ schemaVersion: 2, mediaType: MANIFEST },
          config: add(Buffer.from(JSON.stringify(config)), CONFIG),
          layers: [add(gzipSync(layer), LAYER)],
        }),
      );
      add(manifest, MANIFEST);
      blobs.set(`${repository}:latest`, { bytes: manifest, type: MANIFEST });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
