import { PNPM } from './pnpm.mjs';
import { run } from './run.mjs';

/** A registry that is slow to say nothing shall not hold up the rest. */
const LONGEST_MS = 60_000;

/**
 * Whether anything that runs in production has a known vulnerability that is high or worse. Where no registry can tell,
 * that is no failure, and `unknown` says so.
 * @param {string} [registry] another than the configured one
 */
export async function auditDependencies(registry) {
  const line = `${PNPM} audit --prod --audit-level high${registry ? ` --registry=${registry}` : ''}`;
  const { ok, output, seconds } = await run(line, { timeoutMs: LONGEST_MS });
  if (ok || /^\d+ vulnerabilities found$/m.test(output)) return { ok, output, seconds, unknown: null };
  const reason = /ERR_PNPM_\w+/.exec(output)?.[0] ?? 'it did not answer';
  return {
    ok: true,
    output,
    seconds,
    unknown: `NOT AUDITED: the registry cannot tell of vulnerabilities (${reason}).`,
  };
}
