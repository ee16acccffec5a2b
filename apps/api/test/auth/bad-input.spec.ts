import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Problem } from '@spawner/contracts';
import { createTestApp, type TestApp } from '../create-app.js';

let spawner: TestApp;

beforeAll(async () => {
  spawner = await createTestApp();
});

afterAll(() => spawner.close());

const send = (payload: string, headers: Record<string, string> = {}, url = '/api/auth/login') =>
  spawner.post(url, payload, { 'content-type': 'application/json', ...headers });

const bad: [string, string, number, string][] = [
  ['a string', '"test@example.com"', 400, 'invalid_request'],
  ['null', 'null', 400, 'invalid_request'],
  ['an array', '[]', 400, 'invalid_request'],
  ['no content', '', 400, 'invalid_request'],
  ['cut-off JSON', '{"email":', 400, 'invalid_request'],
  ['a missing field', '{}', 400, 'invalid_request'],
  ['a wrong type', '{"email":42}', 400, 'invalid_request'],
  ['a malformed address', '{"email":"not an address"}', 400, 'invalid_request'],
  ['two addresses', '{"email":"a@example.com,b@example.com"}', 400, 'invalid_request'],
  ['a smuggled header', '{"email":"a@example.com\\r\\nBcc: b@example.com"}', 400, 'invalid_request'],
  ['an endless address', JSON.stringify({ email: `${'a'.repeat(300)}@example.com` }), 400, 'invalid_request'],
  ['an extra field', '{"email":"a@example.com","is_admin":true}', 400, 'invalid_request'],
  ['a polluted prototype', '{"email":"a@example.com","__proto__":{"x":1}}', 400, 'invalid_request'],
  ['more than 64 KiB', JSON.stringify({ email: 'a'.repeat(65 * 1024) }), 413, 'body_too_large'],
];

describe('bad input', () => {
  it.each(bad)('body with %s: a problem document', async (_, payload, status, code) => {
    for (const language of ['de', 'en']) {
      const answer = await send(payload, { 'accept-language': language });
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([
        status,
        'application/problem+json; charset=utf-8',
      ]);
      const problem = Problem.parse(answer.json());
      expect(problem).toMatchObject({ status, code, type: `urn:spawner:${code}` });
      expect(answer.body).not.toMatch(/node_modules|at \w+ \(/);
    }
  });

  it('invalid field: named, in the language of the request', async () => {
    const german = (await send('{"email":"x"}')).json<Problem>();
    expect(german).toMatchObject({
      title: 'Die Anfrage ist ungültig.',
      errors: [{ path: 'email', message: 'ist keine gültige Mailadresse' }],
    });
    const english = (
      await send('{"token":"x","more":1}', { 'accept-language': 'en' }, '/api/auth/verify')
    ).json<Problem>();
    expect(english.errors).toEqual([
      { path: 'token', message: 'is not a valid link' },
      { path: 'more', message: 'does not belong here' },
    ]);
  });

  it('body that is not JSON: 415', async () => {
    for (const type of [
      'application/x-www-form-urlencoded',
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
    ]) {
      const answer = await send('email=a@example.com', { 'content-type': type });
      expect([type, answer.statusCode, answer.json<Problem>().code]).toEqual([type, 415, 'unsupported_media_type']);
    }
  });

  it.each(['/api/nothing', '/api/auth/../secret', '/nothing', '/api/%zz', '/api/auth/verify/', '/%00'])(
    'unknown path %s: a problem document',
    async (url) => {
      const answer = await spawner.get(url);
      expect([400, 404]).toContain(answer.statusCode);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(() => Problem.parse(answer.json())).not.toThrow();
    },
  );

  it('method that the path does not have: 404', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH'] as const) {
      const answer = await spawner.app.inject({ method, url: '/api/auth/login' });
      expect([answer.statusCode, answer.json<Problem>().code]).toEqual([404, 'not_found']);
    }
  });
});
