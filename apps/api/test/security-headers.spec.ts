import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pages } from '@spawner/contracts';
import { type Person, type Product, startProduct } from './product.js';

const OURS = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
];

const oursIn = ({ headers }: Response): string[] => OURS.filter((name) => headers.has(name));
const policyIn = ({ headers }: Response): string[] => (headers.get('content-security-policy') ?? '').split('; ');

describe('security headers', () => {
  let product: Product;
  let ann: Person;

  beforeAll(async () => {
    const plain = `import { createServer } from 'node:http';
      createServer((_, response) => response.end('plain')).listen(process.env.PORT, process.env.HOST);`;
    product = await startProduct({ services: { plain } });
    ann = await product.register('ann@example.com');
  });
  afterAll(async () => {
    await product.close();
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${product.url}${path}`, { headers: { accept: 'text/html', ...headers } });

  it.each([...Object.values(pages), '/nobody', '/api/nothing', '/api/docs', '/api/health/live', '/api/user/me'])(
    'path %s over http: all headers except strict-transport-security',
    async (path) => {
      const answer = await get(path);
      expect(oursIn(answer)).toEqual(OURS.filter((name) => name !== 'strict-transport-security'));
      expect(policyIn(answer)).toEqual(
        expect.arrayContaining([
          `default-src 'none'`,
          `object-src 'none'`,
          `base-uri 'none'`,
          `frame-ancestors 'none'`,
          expect.stringMatching(/^form-action '(self|none)'$/),
        ]),
      );
      expect(policyIn(answer).find((part) => part.startsWith('script-src')) ?? '').not.toMatch(/unsafe|http|\*/);
    },
  );

  it.each(['/api/info', '/api/user/me', '/api/nothing', '/api/auth/session'])(
    'answer of %s: no cache keeps it, because such answers hold names, codes and tokens',
    async (path) => {
      expect((await get(path)).headers.get('cache-control')).toBe('no-store');
    },
  );

  it('policy of the dashboard: only its own files run, no code made from text', async () => {
    expect(policyIn(await get(pages.login))).toEqual(
      expect.arrayContaining([`script-src 'self'`, `style-src 'self'`, `trusted-types 'none'`]),
    );
  });

  it('answer that stays open: has them', async () => {
    const leaving = new AbortController();
    const answer = await fetch(`${product.url}/api/events`, {
      headers: { authorization: `Bearer ${ann.token}` },
      signal: leaving.signal,
    });
    expect(oursIn(answer)).toContain('content-security-policy');
    leaving.abort();
  });

  it('answer of a container: does not have them', async () => {
    await ann.launch('plain');
    const answer = await ann.open('/ann-plain/');
    expect([answer.status, oursIn(answer)]).toEqual([200, []]);
  });

  it('page of the platform in place of a service: has them', async () => {
    await ann.launch('plain');
    const refused = await get('/ann-plain/', { 'x-spawner-token': (await product.register('bob@example.com')).token });
    expect(refused.status).toBe(403);
    expect(oursIn(refused)).toContain('content-security-policy');
  });

  it('strict-transport-security: only on the host of the dashboard, over https', async () => {
    const environment = { PUBLIC_URL: 'https://coder.example.com', TRUSTED_PROXIES: '1' };
    const secure = await startProduct({ environment });
    const promise = async (host: string, proto: string) => {
      const headers = { 'x-forwarded-host': host, 'x-forwarded-proto': proto };
      return (await fetch(`${secure.url}/login`, { headers })).headers.get('strict-transport-security');
    };
    expect(await promise('coder.example.com', 'https')).toBe('max-age=31536000');
    expect(await promise('coder.example.com', 'http')).toBeNull();
    expect(await promise('apps.example.com', 'https')).toBeNull();
    await secure.close();
  });
});
