import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireNode } from './node-version.mjs';

// npm test                      everything: check, then all packages with tests
// npm test -- api web           only these (`check` is also a valid name)
// npm run test:nightly          everything, with every row of the tables of faults and attacks (--whole)
requireNode();
const { prepare } = await import('./prepare.mjs');
const { check } = await import('./check.mjs');
const { leftovers } = await import('./leftovers.mjs');
const { runSuite } = await import('./suite.mjs');
const { packages } = await import('./workspace.mjs');

/** Suites that mostly wait, for containers and pages. They run beside the others; what ends first takes over from the other. */
const WAITING = ['faults', 'stories'];

const wanted = process.argv.slice(2).filter((word) => word !== '--whole');
const tested = packages().filter(({ scripts }) => scripts.test);
const known = ['check', ...tested.map(({ id }) => id)];
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length) {
  console.error(`Unknown: ${unknown.join(', ')}. Known: ${known.join(', ')}`);
  process.exit(2);
}
const chosen = known.filter((name) => wanted.length === 0 || wanted.includes(name));

await prepare();
const began = performance.now();
const resultsIn = mkdtempSync(join(tmpdir(), 'spawner-test-'));
process.on('exit', () => rmSync(resultsIn, { recursive: true, force: true }));
const skipReport = join(resultsIn, 'skipped.txt');
const temporary = join(resultsIn, 'tmp');
mkdirSync(temporary);
// PostgreSQL's own account passes through.
for (const folder of [resultsIn, temporary]) chmodSync(folder, 0o711);
const runId = `t${randomBytes(3).toString('hex')}`;
const env = {
  SPAWNER_SKIP_REPORT: skipReport,
  SPAWNER_TEST_RUN: runId,
  TMPDIR: temporary,
  ...(process.argv.includes('--whole') && { SPAWNER_TEST_WHOLE: 'true' }),
};

const lanes = [chosen.filter((id) => !WAITING.includes(id)), chosen.filter((id) => WAITING.includes(id))];
// With one suite nothing else prints.
const show = chosen.length === 1;
const results = new Map();
await Promise.all(
  lanes.map(async (own, index) => {
    const next = () => own.shift() ?? lanes[1 - index].pop();
    for (let id = next(); id; id = next()) results.set(id, await runOne(id, show));
  }),
);

async function runOne(id, show) {
  if (id === 'check') {
    const start = performance.now();
    const passed = await check();
    return { passed: 0, failed: passed ? 0 : 1, skipped: 0, seconds: (performance.now() - start) / 1000 };
  }
  return runSuite(
    tested.find((suite) => suite.id === id),
    { resultsIn, env, show },
  );
}

console.log(
  `\n${'suite'.padEnd(12)}${['passed', 'failed', 'skipped', 'seconds'].map((title) => title.padStart(9)).join('')}`,
);
const total = { passed: 0, failed: 0, skipped: 0 };
for (const [id, { seconds, ...counts }] of results) {
  for (const kind of Object.keys(total)) total[kind] += counts[kind];
  const cells = [...Object.keys(total).map((kind) => counts[kind]), seconds.toFixed(0)];
  console.log(id.padEnd(12) + cells.map((cell) => String(cell).padStart(9)).join(''));
}
console.log(`${'together'.padEnd(12)}${((performance.now() - began) / 1000).toFixed(0).padStart(36)}`);

const left = await leftovers(runId, temporary);
if (left.length) {
  console.log(`\nLEFT BEHIND by this run, which is a failure:\n${left.map((line) => `  • ${line}`).join('\n')}`);
  total.failed += 1;
}
const skipped = existsSync(skipReport) ? new Set(readFileSync(skipReport, 'utf8').trim().split('\n')) : new Set();
if (skipped.size) {
  console.log(
    `\n${'═'.repeat(74)}\nNOT TESTED ON THIS MACHINE\n${[...skipped].map((line) => `  • ${line}`).join('\n')}\n${'═'.repeat(74)}`,
  );
}
if (process.env.CI === 'true') {
  const missing = [...skipped].filter((line) => !line.startsWith('optional:'));
  if (missing.length) console.log('With CI=true each of these counts as a failure.');
  total.failed += missing.length;
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
