import { requireNode } from './node-version.mjs';

// npm run test:gallery -- -t jupyter      the stories of the gallery; all arguments go to jest
requireNode();
const { prepare } = await import('./prepare.mjs');
const { run } = await import('./run.mjs');
const { packages } = await import('./workspace.mjs');

await prepare();
const { folder } = packages().find(({ id }) => id === 'stories');
const { ok } = await run(
  `jest --runInBand --roots gallery ${process.argv
    .slice(2)
    .map((word) => `'${word}'`)
    .join(' ')}`,
  {
    cwd: folder,
    env: { SPAWNER_TEST_WHOLE: 'true' },
    show: true,
    timeoutMs: 40 * 60_000,
  },
);
process.exitCode = ok ? 0 : 1;
