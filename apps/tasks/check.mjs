import { pathToFileURL } from 'node:url';
import { auditDependencies } from './audit.mjs';
import { folderCycles } from './folder-cycles.mjs';
import { prepare } from './prepare.mjs';
import { run } from './run.mjs';
import { packages, root } from './workspace.mjs';

const AT_ONCE = 2;

/** MiB. With the usual 16 a third of the linter's time goes into collecting garbage. */
const YOUNG_GENERATION = 64;

/** All checks that read the sources without running them. A failed check does not stop the others. */
export async function check() {
  const waiting = [
    {
      title: 'lint',
      line: `node --max-semi-space-size=${YOUNG_GENERATION} node_modules/eslint/bin/eslint.js . --max-warnings 0`,
    },
    ...packages()
      .filter(({ scripts }) => scripts.typecheck)
      .map(({ id, folder, scripts }) => ({ title: `types of ${id}`, line: scripts.typecheck, cwd: folder })),
    { title: 'format', line: 'prettier --check . --log-level warn' },
    { title: 'unused code and dependencies', line: 'knip' },
    { title: 'known vulnerabilities', work: () => auditDependencies() },
    { title: 'dependency rules', line: 'depcruise --config .dependency-cruiser.cjs apps libs' },
    { title: 'folders that import each other', work: () => folderCycles() },
  ];
  let passed = true;
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { ok, output, seconds, unknown } = await (next.work?.() ?? run(next.line, { cwd: next.cwd ?? root }));
      console.log(`${unknown ? '?' : ok ? '✓' : '✗'} ${next.title} (${seconds.toFixed(1)} s)`);
      if (unknown) console.log(`\n${unknown}\n`);
      if (!ok) console.log(`\n${output.trim()}\n`);
      passed &&= ok;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return passed;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await prepare();
  process.exitCode = (await check()) ? 0 : 1;
}
