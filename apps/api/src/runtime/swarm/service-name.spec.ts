import { describe, expect, it } from '@jest/globals';
import { CONTAINER_NAME } from '@spawner/engine';
import fc from 'fast-check';
import { serviceName } from './service-name.js';

describe('name of a service', () => {
  it('name that managers take: as it is', () => {
    expect(serviceName('user-ann-dev-7')).toBe('user-ann-dev-7');
    expect(serviceName('user-ann-dev-7-0a1b2c3d')).toBe('user-ann-dev-7-0a1b2c3d');
  });

  it('longer name: cut to one that managers and guards take, another one for each', () => {
    const name = fc.stringMatching(
      /^user-[a-z0-9]{1,40}(-[a-z0-9]{1,9}){0,4}-[a-z][a-z0-9]{0,49}-[1-9]\d{0,8}(-[0-9a-f]{8})?$/,
    );
    fc.assert(
      fc.property(name, name, (one, other) => {
        const cut = serviceName(one);
        expect(cut).toMatch(CONTAINER_NAME);
        expect(cut.length).toBeLessThanOrEqual(63);
        expect(cut === serviceName(other)).toBe(one === other);
      }),
    );
  });
});
