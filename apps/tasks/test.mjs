import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireNode } from './node-version.mjs';

// npm test                everything: check, then all packages with tests
// npm test -- api web     only these (`check` is also a valid name)
requireNode();
const { prepare } = await import('./prepare.mjs');
const { check } = await import('./check.mjs');
const { runSuite } = await import('./suite.mjs');
const { packages } = await import('./workspace.mjs');

const wanted = process.argv.slice(2);
// The browser stories are the slowest and run last, so that other failures show earlier.
const suites = packages()
  .filter(({ scripts }) => scripts.test)
  .sort((a, b) => Number(a.id === 'stories') - Number(b.id === 'stories'));
const unknown = wanted.filter((name) => name !== 'check' && !suites.some(({ id }) => id === name));
if (unknown.length) {
  console.error(`Unknown: ${unknown.join(', ')}. Known: check, ${suites.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

await prepare();
const resultsIn = mkdtempSync(join(tmpdir(), 'spawner-test-'));
process.on('exit', () => rmSync(resultsIn, { recursive: true, force: true }));
const skipReport = join(resultsIn, 'skipped.txt');
const total = { passed: 0, failed: 0, skipped: 0 };

if (isWanted('check') && !(await check())) total.failed += 1;
for (const suite of suites.filter(({ id }) => isWanted(id))) {
  const counts = await runSuite(suite, { resultsIn, skipReport });
  for (const kind of Object.keys(total)) total[kind] += counts[kind];
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
