import { appendFileSync } from 'node:fs';
import { describe, it } from '@jest/globals';

/** Runs the tests where TRAEFIK_BIN names a Traefik, else reports it and leaves one visible skip. */
export function withTraefik(tests: (program: string) => void): void {
  const program = process.env['TRAEFIK_BIN'];
  if (program) {
    tests(program);
    return;
  }
  const report = process.env['SPAWNER_SKIP_REPORT'];
  if (report)
    appendFileSync(
      report,
      'optional: TRAEFIK_BIN names no Traefik; the gateway over it was tested only where its image is\n',
    );
  describe.skip('needs a Traefik in TRAEFIK_BIN', () => {
    it('is skipped', () => undefined);
  });
}
