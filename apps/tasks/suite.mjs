import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * Runs one package's `test` script and reads the result file of the test runner. Only the file shows whether a suite
 * passed or ended early.
 * @param show whether its output is printed as it comes; otherwise it is printed whole at the end
 * @returns {Promise<{ passed: number, failed: number, skipped: number, seconds: number }>}
 */
export async function runSuite({ id, folder, scripts }, { resultsIn, env, show }) {
  const result = join(resultsIn, `${id}.json`);
  const title = `\n── ${id} ${'─'.repeat(70 - id.length)}`;
  if (show) console.log(title);
  const { ok, output, reason, seconds } = await run(`${scripts.test} ${reportTo(scripts.test, result)}`, {
    cwd: folder,
    show,
    timeoutMs: 40 * 60_000,
    env,
  });
  if (!show) console.log(`${title}\n${output.trimEnd()}`);
  const counts = existsSync(result) ? read(result) : { passed: 0, failed: 0, skipped: 0 };
  if (!ok && counts.failed === 0) {
    console.error(`${id}: the run failed but names no failed test (${reason}); counted as one failure.`);
    counts.failed = 1;
  }
  return { ...counts, seconds };
}

function reportTo(script, file) {
  if (/^vitest\b/.test(script)) return `--reporter=default --reporter=json --outputFile.json="${file}"`;
  if (/^jest\b/.test(script)) return `--json --outputFile="${file}"`;
  throw new Error(`'${script}': no result file: the script has to start with jest or vitest.`);
}

function read(file) {
  const result = JSON.parse(readFileSync(file, 'utf8'));
  const broken = result.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.length,
  );
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + broken.length,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}
