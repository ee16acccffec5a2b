import { PNPM } from './pnpm.mjs';
import { run } from './run.mjs';

/** A registry that hangs must not block the other checks. */
const LONGEST_MS = 60_000;

/**
 * Checks the production dependencies for known vulnerabilities of level high or above. A registry that cannot answer is
 * no failure; `unknown` then has the reason.
 * @param {string} [registry] instead of the configured one
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
    unknown: `NOT AUDITED: the registry gave no vulnerability data (${reason}).`,
  };
}
