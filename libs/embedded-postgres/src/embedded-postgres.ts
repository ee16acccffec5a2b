import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, findBinaries } from './binaries.js';
import { claim } from './claim.js';
import { ensureCluster, readPassword, SUPERUSER, writeSettings } from './cluster.js';
import { runCommand } from './command.js';
import { EmbeddedPostgresFailed } from './errors.js';
import { failure } from './failure.js';
import { type Home, prepareHome } from './home.js';
import { disownStale, type Endpoint, findRunning, gone, readLock } from './postmaster.js';
import { removeUnseen } from './remove-unseen.js';

export interface EmbeddedPostgresOptions {
  /** The product's data folder; the server lives in its subfolder `postgres`. */
  dataDir: string;
  log: (line: string) => void;
}

export interface EmbeddedPostgres {
  connection: { host: string; port: number; user: string; password: string; database: string };
  /** Where the files are: not in the data folder if the server's account cannot reach it. */
  folder: string;
  /** True when the server had outlived a crash of ours and was taken over. */
  adopted: boolean;
  stop(): Promise<void>;
}

const START_DEADLINE_MS = 60_000;
/**
 * PostgreSQL 18 may hang for ever in a fast shutdown that comes while it recovers from the crash of a connection. An immediate
 * one ends it, and the next start recovers what was committed. Both together have to fit into the time a supervisor gives us.
 */
const FAST_STOP_SECONDS = 5;
const IMMEDIATE_STOP_SECONDS = 10;
const GONE_DEADLINE_MS = 5_000;

/**
 * Starts the server, or takes over one that outlived us. Shutdown handlers must await this before they call `stop()`:
 * the server is in its own session, so Ctrl-C does not reach it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const began = performance.now();
  const home = await prepareHome(options.dataDir);
  const claimed = await claim(home);
  try {
    const { account } = home;
    const binaries = await findBinaries({ copyTo: home.folder, account });
    await ensureCluster(home, binaries);
    const data = join(home.folder, 'data');
    const running = await findRunning(data, START_DEADLINE_MS);
    const { host, port } = running ?? (await start(home, binaries));
    const how = running ? 'taken over' : 'started';
    options.log(`PostgreSQL ${binaries.major} ${how} in ${Math.round(performance.now() - began)} ms, data in ${data}`);
    return {
      connection: { host, port, user: SUPERUSER, password: await readPassword(home), database: 'postgres' },
      folder: home.folder,
      adopted: running !== undefined,
      stop: async () => {
        await stop(home, binaries);
        await claimed.release();
        if (home.sockets !== home.folder) await removeUnseen(home.sockets);
      },
    };
  } catch (error) {
    await claimed.release();
    throw error;
  }
}

async function start(home: Home, binaries: Binaries): Promise<Endpoint> {
  const data = join(home.folder, 'data');
  const logFile = join(home.folder, 'server.log');
  await disownStale(data, home.sockets);
  await writeSettings(home);
  const seconds = String(START_DEADLINE_MS / 1000);
  for (const deadline = Date.now() + START_DEADLINE_MS; ; await sleep(50)) {
    await rm(logFile, { force: true });
    const { ok, output } = await runCommand(
      binaries.pgCtl,
      ['start', '--silent', '--wait', '--timeout', seconds, '-D', data, '-l', logFile],
      { account: home.account, timeoutMs: START_DEADLINE_MS + 5_000 },
    );
    const endpoint = ok ? await findRunning(data, START_DEADLINE_MS) : undefined;
    if (endpoint) return endpoint;
    const log = await readFile(logFile, 'utf8').catch(() => '');
    // Children of a server that was killed notice it within moments; until then the data is theirs.
    const childrenLeft = log.includes('pre-existing shared memory block');
    if (!childrenLeft || Date.now() > deadline)
      throw await failure('start', home, `${output}\n${log}`.trim().slice(-4_000));
  }
}

async function stop(home: Home, binaries: Binaries): Promise<void> {
  const data = join(home.folder, 'data');
  const server = await readLock(data);
  if (!server) return;
  const tell = (mode: string, seconds: number) =>
    runCommand(
      binaries.pgCtl,
      ['stop', '--silent', '--wait', '--mode', mode, '--timeout', String(seconds), '-D', data],
      {
        account: home.account,
        timeoutMs: (seconds + 5) * 1000,
      },
    );
  if ((await tell('fast', FAST_STOP_SECONDS)).ok && (await gone(server, GONE_DEADLINE_MS))) return;
  const { output } = await tell('immediate', IMMEDIATE_STOP_SECONDS);
  if (!(await gone(server, GONE_DEADLINE_MS))) throw new EmbeddedPostgresFailed('stop', output);
}
