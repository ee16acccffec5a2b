import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';

const tasks = join(__dirname, '../../tasks');
/** The package manager takes seconds to start. */
const LONGEST_MS = 120_000;
const ASK = `
  import { auditDependencies } from ${JSON.stringify(join(tasks, 'audit.mjs'))};
  const { ok, unknown } = await auditDependencies(process.argv[1]);
  console.log(JSON.stringify({ ok, unknown }));
`;
const inZod = (severity: string) => ({
  zod: [{ id: 1, url: 'https://example.com/1', title: 'Bad', severity, vulnerable_versions: '>=0', cwe: [] }],
});

/** The audit of `pnpm check`, against a registry whose answer the test chooses. */
describe('dependency audit', () => {
  let registry: Server | undefined;

  afterEach(() => {
    registry?.closeAllConnections();
    registry?.close();
  });

  const auditedBy = async (status: number, body: unknown): Promise<unknown> => {
    registry = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    }).listen(0, '127.0.0.1');
    await once(registry, 'listening');
    const url = `http://127.0.0.1:${String((registry.address() as AddressInfo).port)}/`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', ASK, url]);
    return JSON.parse(stdout) as unknown;
  };

  it(
    'only a low vulnerability: passes',
    async () => {
      expect(await auditedBy(200, inZod('low'))).toEqual({ ok: true, unknown: null });
    },
    LONGEST_MS,
  );

  it(
    'critical vulnerability: fails',
    async () => {
      expect(await auditedBy(200, inZod('critical'))).toEqual({ ok: false, unknown: null });
    },
    LONGEST_MS,
  );

  it(
    'registry without vulnerability data: passes with a warning',
    async () => {
      expect(await auditedBy(405, {})).toEqual({
        ok: true,
        unknown: 'NOT AUDITED: the registry gave no vulnerability data (ERR_PNPM_AUDIT_BAD_RESPONSE).',
      });
    },
    LONGEST_MS,
  );
});
