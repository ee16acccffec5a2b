import { describe, it } from '@jest/globals';
import { has } from '../../../tests/kit/src/machine.js';

/** Runs the tests where there is a Traefik (see setup.mjs), else leaves one visible skip. */
export function withTraefik(tests: () => void): void {
  if (has('traefik')) tests();
  else
    describe.skip('needs a Traefik', () => {
      it('is skipped', () => undefined);
    });
}
