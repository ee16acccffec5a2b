import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitTarget } from './route-path.js';

describe('splitTarget', () => {
  it.each([
    ['/test-dev', 'test-dev', '/'],
    ['/test-dev/', 'test-dev', '/'],
    ['/test-dev/a/b?c=d', 'test-dev', '/a/b?c=d'],
    ['/test-dev?c=d', 'test-dev', '/?c=d'],
    ['/test-dev//x', 'test-dev', '//x'],
    ['/test-development', 'test-development', '/'],
  ])('%s', (target, segment, rest) => {
    expect(splitTarget(target)).toEqual({ segment, prefix: `/${segment}`, rest });
  });

  it.each([
    '',
    '*',
    '//test-dev/',
    '/%74est-dev/',
    '/test-dev%2f',
    '/test-dev\\x',
    '/TEST-DEV/',
    'http://h/test-dev/',
    '/test-dev#x',
  ])('%s: no service', (target) => {
    expect(splitTarget(target)).toBeNull();
  });

  it('path and query after the segment: unchanged', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9-]{1,40}$/),
        fc.webPath(),
        fc.webQueryParameters(),
        (segment, path, query) => {
          const split = splitTarget(`/${segment}${path}?${query}`);
          expect(split).toEqual({
            segment,
            prefix: `/${segment}`,
            rest: path === '' ? `/?${query}` : `${path}?${query}`,
          });
        },
      ),
    );
  });
});
