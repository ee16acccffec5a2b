import { describe, expect, it } from '@jest/globals';
import { filledIn, fillIn, unknownPlaceholders } from '@spawner/engine';
import fc from 'fast-check';

const slug = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const values = fc
  .tuple(slug, fc.nat({ max: 10 ** 9 }), fc.constantFrom('dev', 'prod2'), fc.boolean())
  .map(([name, id, type, apart]) => ({
    slug: name,
    user_id: String(id),
    base_path: apart ? '' : `/${name}-${type}`,
    service_url: apart ? `https://${name}-${type}.apps.example.org:8443` : `http://localhost:5000/${name}-${type}`,
  }));
const name = fc.constantFrom('slug', 'user_id', 'base_path', 'service_url');
const text = fc
  .array(
    fc.oneof(
      name.map((each) => `{${each}}`),
      fc.constantFrom('$', '{', '}', '{a}', '{{', '${HOME}', '{"a":1}', '.*', '\\', '(', '\n'),
      fc.string(),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('placeholders of a template', () => {
  it.each([
    ['{slug}', 'ann'],
    ['--base={base_path}/', '--base=/ann-dev/'],
    ['{user_id}{slug}', '7ann'],
    ['${slug}', '${slug}'],
    ['{"slug":"{slug}"}', '{"slug":"ann"}'],
    ['{SLUG} { slug } {other}', '{SLUG} { slug } {other}'],
  ])('%s: %s', (template, filled) => {
    const given = { slug: 'ann', user_id: '7', base_path: '/ann-dev', service_url: 'http://x/ann-dev' };
    expect(fillIn(template, given)).toBe(filled);
  });

  it('text without a known one: unchanged', () => {
    fc.assert(
      fc.property(fc.string(), values, (plain, given) => {
        fc.pre(!/\{(slug|user_id|base_path|service_url)\}/.test(plain));
        expect(fillIn(plain, given)).toBe(plain);
      }),
    );
  });

  it('value that looks like a placeholder: not filled in again', () => {
    const given = { slug: '{user_id}', user_id: '{slug}', base_path: '$&', service_url: '$1' };
    expect(fillIn('{slug}{base_path}{service_url}', given)).toBe('{user_id}$&$1');
  });

  it('filled-in text: recognised, whatever stands around the placeholders', () => {
    fc.assert(
      fc.property(text, values, (template, given) => {
        expect(filledIn(template).test(fillIn(template, given))).toBe(true);
      }),
    );
  });

  it('filled-in text with something more: not recognised', () => {
    fc.assert(
      fc.property(text, values, fc.constantFrom(' ', '\n', ';', '$(id)', '../', '\0'), (template, given, more) => {
        const filled = fillIn(template, given);
        expect(filledIn(template).test(filled + more)).toBe(false);
        expect(filledIn(template).test(more + filled)).toBe(false);
      }),
    );
  });

  it('names that do not exist: listed', () => {
    expect(unknownPlaceholders('{slug} {sulg} ${home} {A}')).toEqual(['{sulg}']);
  });
});
