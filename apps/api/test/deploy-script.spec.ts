import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = join(__dirname, '../../..');
/** Prints what docker-stack.yml would be filled with, instead of deploying it. */
const DOCKER = `#!/bin/sh
case $1 in
  secret) printf 'spawner-guard-cert-1\\nspawner-web-cert-1\\n' ;;
  stack) env ;;
esac
`;

describe('docker/swarm/deploy.sh', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'spawner-deploy-')));
    for (const part of ['docker/swarm', 'traefik']) await cp(join(ROOT, part), join(folder, part), { recursive: true });
    await mkdir(join(folder, 'bin'));
    await writeFile(join(folder, 'bin/docker'), DOCKER, { mode: 0o755 });
    await writeFile(join(folder, 'school-ca.pem'), '');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const deploy = async (...lines: readonly string[]): Promise<Readonly<Record<string, string>>> => {
    await writeFile(join(folder, '.env'), `BASE_DOMAIN=domain.com\n${lines.join('\n')}\n`);
    const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
    const { stdout } = await promisify(execFile)('sh', ['docker/swarm/deploy.sh'], { cwd: folder, env });
    return Object.fromEntries(stdout.split('\n').map((line) => line.split(/=(.*)/s)));
  };

  it("values: as in .env.example, and the dashboard's address has the port", async () => {
    const lines = [`A='$x # "y"'`, 'B="a b" # $5', 'C=a # $5', 'D=p@ss:w%40rd', 'HTTPS_PORT=8443'];
    expect(await deploy(...lines)).toMatchObject({
      ...{ A: '$x # "y"', B: 'a b', C: 'a', D: 'p@ss:w%40rd' },
      PUBLIC_URL: 'https://coder.domain.com:8443',
      SMTP_CA: '/dev/null',
    });
    expect(await deploy('PUBLIC_URL=https://domain.com')).toMatchObject({ PUBLIC_URL: 'https://domain.com' });
  });

  it("certificate of the mail server's authority: the file is mounted, and Spawner gets its name in the container", async () => {
    expect(await deploy('SMTP_CA_FILE=school-ca.pem')).toMatchObject({
      ...{ SMTP_CA: join(folder, 'school-ca.pem'), SMTP_CA_FILE: '/run/smtp-ca.pem' },
    });
  });

  it.each([
    ['POSTGRES_PASSWORD=a$b', 'the value of POSTGRES_PASSWORD has a $'],
    ['JWT_SECRET_KEY="a$b"', 'the value of JWT_SECRET_KEY has a $'],
    ['SMTP_CA_FILE=/nowhere.pem', 'SMTP_CA_FILE: there is no file /nowhere.pem'],
  ])('%s: ends with the reason, and deploys nothing', async (line, reason) => {
    await expect(deploy(line)).rejects.toMatchObject({ stdout: '', stderr: expect.stringContaining(reason) });
  });
});
