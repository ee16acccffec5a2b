import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  containerName,
  formatKey,
  parseContainerName,
  parseKey,
  parseServiceName,
  serviceName,
} from './container-ref.js';

const refs = fc.record({
  userId: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  slug: fc.stringMatching(/^[a-z0-9]+(-[a-z0-9]+)*$/, { maxLength: 40 }),
  type: fc.stringMatching(/^[a-z][a-z0-9]*$/, { maxLength: 50 }),
});

describe('container-ref', () => {
  it('every ref: each name is parsed back to what it was made from', () => {
    fc.assert(
      fc.property(refs, (ref) => {
        const { userId, slug, type } = ref;
        expect(parseContainerName(containerName(ref))).toEqual(ref);
        expect(parseServiceName(serviceName(ref))).toEqual({ slug, type });
        expect(parseKey(formatKey(ref))).toEqual({ userId, type });
      }),
    );
  });

  it.each(['', 'dev', 'user-ann-dev', 'user-ann-dev-', 'user--dev-7x', 'spawner', '-dev-7', 'user-ann-DEV-7'])(
    'container name %j: is not ours',
    (name) => {
      expect(parseContainerName(name)).toBeNull();
    },
  );

  it.each(['', 'dev', '-dev', 'ann-', 'ann-2dev', 'ann_dev', 'ann-dev/'])('service name %j: is none', (name) => {
    expect(parseServiceName(name)).toBeNull();
  });
});
