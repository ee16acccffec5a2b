import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { dockerClient, engineTls, info } from '../../api/src/runtime/docker/docker-client.js';
import { CertificateAuthority } from '../../tests/kit/src/certificates.js';
import { GuardProcess } from '../../tests/kit/src/guard-process.js';
import { until } from '../../tests/kit/src/until.js';
import { FakeEngine } from './fake-engine.js';
import { sendBytes } from './send.js';

describe('guard with GUARD_TLS_DIR', () => {
  let folder: string;
  let ca: CertificateAuthority;
  let engine: FakeEngine;
  let guard: GuardProcess;
  let certificates: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawner-guard-tls-'));
    ca = await CertificateAuthority.create(join(folder, 'ca'));
    certificates = await ca.issue('guard', 'serverAuth');
    engine = await FakeEngine.start();
    // The certificate replaces the address, which in a cluster changes with every start.
    guard = await GuardProcess.start({
      ...{ GUARD_ENGINE: engine.socket, GUARD_TLS_DIR: certificates, GUARD_CLIENT: 'nobody.invalid' },
    });
  });

  beforeEach(() => {
    engine.requests.length = 0;
    guard.log.length = 0;
  });

  afterAll(async () => {
    await guard.close();
    await engine.close();
    await rm(folder, { recursive: true });
  });

  const refused = async (reason: RegExp): Promise<void> => {
    await until('the guard writes a line', 5, () => guard.log.length > 0);
    expect(guard.log).toEqual([expect.stringMatching(/^refused a connection from .*127\.0\.0\.1: /)]);
    expect(guard.log[0]).toMatch(reason);
    expect(engine.requests).toEqual([]);
  };

  it('certificate of Spawner: its calls reach the engine', async () => {
    const tls = engineTls(await ca.issue('spawner', 'clientAuth'));
    const docker = dockerClient(guard.url, tls);
    await info(docker);
    await info(docker);
    expect(engine.requests.map(({ url }) => url)).toEqual(['/info', '/info']);
    expect(guard.log).toEqual([]);
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    ['another name', () => ca.issue('traefik', 'clientAuth'), /is not for spawner$/],
    ['a name that contains it', () => ca.issue('spawner.example.com', 'clientAuth'), /is not for spawner$/],
    ['a name that matches every name', () => ca.issue('*', 'clientAuth'), /is not for spawner$/],
    ['no purpose but a server', () => ca.issue('spawner', 'serverAuth'), /INVALID_PURPOSE$/],
    ["a guard's own files", () => Promise.resolve(certificates), /INVALID_PURPOSE$/],
    ['an expired date', () => ca.issue('spawner', 'clientAuth', -1), /CERT_HAS_EXPIRED$/],
  ])('certificate with %s: refused before a request is read', async (_, issue, reason) => {
    await expect(info(dockerClient(guard.url, engineTls(await issue())))).rejects.toThrow();
    await refused(reason);
  });

  it('certificate of another CA, with the same names: refused before a request is read', async () => {
    const other = await CertificateAuthority.create(join(folder, 'other'));
    const tls = { ...engineTls(await other.issue('spawner', 'clientAuth')), ca: engineTls(certificates).ca };
    await expect(info(dockerClient(guard.url, tls))).rejects.toThrow();
    await refused(/UNABLE_TO_VERIFY_LEAF_SIGNATURE$/);
  });

  it('no certificate: refused before a request is read', async () => {
    const socket = connect({
      port: guard.port,
      host: '127.0.0.1',
      ca: engineTls(certificates).ca,
      servername: 'guard',
    });
    const answers: Buffer[] = [];
    socket.on('data', (bytes) => answers.push(bytes)).on('error', () => undefined);
    socket.write('GET /info HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answers).toEqual([]);
    await refused(/no certificate$/);
  });

  it('older TLS, or none: refused', async () => {
    const tls = engineTls(await ca.issue('spawner', 'clientAuth'));
    const older = connect({ ...tls, port: guard.port, host: '127.0.0.1', servername: 'guard', maxVersion: 'TLSv1.2' });
    const error = await new Promise<Error>((resolve) => older.once('error', resolve));
    expect(error.message).toMatch(/version/);
    expect(await sendBytes(guard.port, 'GET /info HTTP/1.1\r\nHost: x\r\n\r\n')).toEqual([]);
    expect(engine.requests).toEqual([]);
  });

  it('server that is not a guard: gets no request from Spawner', async () => {
    const tls = engineTls(await ca.issue('spawner', 'clientAuth'));
    const other = await GuardProcess.start({
      ...{ GUARD_ENGINE: engine.socket, GUARD_TLS_DIR: await ca.issue('registry', 'serverAuth') },
    });
    await expect(info(dockerClient(other.url, tls))).rejects.toThrow(/guard/);
    await other.close();
    expect(engine.requests).toEqual([]);
  });
});
