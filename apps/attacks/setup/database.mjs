import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { makePristineCluster } from '../../faults/setup/cluster.mjs';

const START_SECONDS = 60;
let server;

/** One PostgreSQL for all installations of this run, each in a database of its own. */
export async function startDatabase(run) {
  await makePristineCluster(run);
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    fsync: 'off',
    max_connections: 200,
  };
  server = spawn(
    process.env.FAULTS_POSTGRES,
    ['-D', join(run, 'postgres/pristine'), ...Object.entries(settings).flatMap((setting) => ['-c', setting.join('=')])],
    { ...account(), cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C' }, stdio: 'ignore' },
  );
  process.env.ATTACKS_DATABASE = `postgres://spawner@127.0.0.1:${port}`;
  const deadline = Date.now() + 1000 * START_SECONDS;
  while (!(await answers(`${process.env.ATTACKS_DATABASE}/postgres`))) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error('PostgreSQL did not start');
  }
}

export async function stopDatabase() {
  if (!server || server.exitCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGQUIT');
  await ended;
}

/** As the cluster was made for, see its maker. */
function account() {
  const { FAULTS_DB_UID: uid, FAULTS_DB_GID: gid } = process.env;
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : {};
}

async function answers(connectionString) {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}
