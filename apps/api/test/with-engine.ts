import { describe, it } from '@jest/globals';
import { has } from '../../tests/kit/src/machine.js';

/** Runs the tests where a Docker Engine answers (see setup.mjs), else leaves one visible skip. */
export function withEngine(tests: () => void): void {
  if (has('engine')) tests();
  else
    describe.skip('needs a Docker Engine', () => {
      it('is skipped', () => undefined);
    });
}
