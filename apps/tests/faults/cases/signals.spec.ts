import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePort } from '@spawner/kit/free-port';
import { send } from '@spawner/kit/http';
import { descendantsOf } from '@spawner/kit/process-tree';
import { Program } from '@spawner/kit/program';
import { ROOT } from '@spawner/kit/run';
import { until } from '@spawner/kit/until';
import { isWhole } from '@spawner/kit/whole';

/** `npm start` with its shell, the product and its database. */
interface Started {
  readonly npm: Program;
  /** The group of all but the database. */
  readonly group: number;
  readonly terminate: () => void;
  readonly port: number;
}

/** How a terminal or a supervisor ends it; a short run has those that nothing else covers. */
const ENDS: readonly (readonly [string, (started: Started) => Promise<void> | void])[] = [
  [
    'SIGTERM, and again while it ends',
    async ({ terminate, port }) => {
      terminate();
      await until('it accepts no request', 15, () =>
        send(port, '/api/health/live').then(
          () => false,
          () => true,
        ),
      );
      terminate();
    },
  ],
  ['SIGTERM to npm only', ({ npm }) => void npm.child.kill('SIGTERM')],
  ['closed terminal', ({ group }) => void process.kill(-group, 'SIGHUP')],
  ...(isWhole()
    ? ([
        // systemd signals every process of the unit, and npm passes the signal on: the product gets it twice.
        ['SIGTERM to all its processes', ({ group }) => void process.kill(-group, 'SIGTERM')],
        ['Ctrl-C in the terminal', ({ group }) => void process.kill(-group, 'SIGINT')],
        ['SIGTERM to the product only', ({ terminate }) => terminate()],
      ] as readonly (readonly [string, (started: Started) => void])[])
    : []),
];

describe('end of npm start', () => {
  let folder = '';
  afterEach(async () => {
    for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL');
    const database = join(folder, 'postgres');
    if (existsSync(database)) await rm(await realpath(database), { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  });

  const start = async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawner-signals-'));
    const port = await freePort();
    const env = {
      HOME: process.env['HOME'],
      DATA_DIR: folder,
      PORT: String(port),
      RUNTIME: 'process',
      PREPARE_IMAGES: 'false',
    };
    const npm = Program.start('npm', ['start'], { cwd: ROOT, env });
    const product = () => descendantsOf(npm.pid).find(({ pid }) => /^node .*apps\/tasks\/start/.test(commandOf(pid)));
    const terminate = () => {
      const found = product();
      // Process 0 would be the group of this test.
      if (!found) throw new Error('The product is not there.');
      process.kill(found.pid, 'SIGTERM');
    };
    return { npm, group: npm.pid, product, terminate, port };
  };

  it.each(ENDS)('%s: ends the product and its database in order', async (_, end) => {
    const started = await start();
    await until('the product serves', 60, async () => {
      if (started.npm.exit) throw new Error(started.npm.output);
      return (await send(started.port, '/api/health/live').catch(() => null))?.status === 200;
    });
    await end(started);
    await started.npm.exited;
    await until('the product has ended', 15, () => !started.product());
    expect(processesOf(folder)).toEqual([]);
    expect(existsSync(join(await realpath(join(folder, 'postgres')), 'data', 'postmaster.pid'))).toBe(false);
  });

  it('SIGTERM while it starts: no database is left', async () => {
    const started = await start();
    await until('the database runs', 60, () => processesOf(folder).some((pid) => commandOf(pid).includes('-D')));
    process.kill(-started.group, 'SIGTERM');
    await started.npm.exited;
    await until('the product has ended', 15, () => !started.product());
    expect(processesOf(folder)).toEqual([]);
  });
});

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // ended in the meantime
  }
};
const commandOf = (pid: number): string => read(`/proc/${pid}/cmdline`);

/** Everything that works on this data folder, whoever is its parent by now. */
function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandOf(pid).includes(folder) || read(`/proc/${pid}/environ`).includes(`DATA_DIR=${folder} `));
}
