import { describe, it } from '@jest/globals';

/** Runs the tests where a Docker Engine answers (see engine.setup.mjs), else leaves one visible skip. */
export function withEngine(tests: () => void): void {
  if (process.env['TEST_ENGINE'] === 'true') tests();
  else
    describe.skip('needs a Docker Engine', () => {
      it('is skipped', () => undefined);
    });
}
