import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kindOf, PROBE_AGENT } from './request-kind.js';

const page = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const script = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
const old = { 'user-agent': 'Mozilla/5.0', referer: 'http://h/ann-dev/' };
const socket = { 'sec-websocket-key': 'k' };

describe('kindOf', () => {
  it.each<[string, string, string, IncomingHttpHeaders, string]>([
    ['page that is opened', 'GET', '/', page, 'navigation'],
    ['frame', 'GET', '/', { ...page, 'sec-fetch-dest': 'iframe' }, 'navigation'],
    ['form that is sent', 'POST', '/', page, 'action'],
    ['link that is prefetched', 'GET', '/', { ...page, 'sec-purpose': 'prefetch' }, 'automatic'],
    ['page of a browser on plain HTTP', 'GET', '/', { ...old, accept: 'text/html,*/*' }, 'navigation'],
    ['script of a page', 'GET', '/a', script, 'background'],
    ['picture of a page', 'GET', '/a.png', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 'background'],
    ['script of a page on plain HTTP', 'GET', '/a', { ...old, accept: '*/*' }, 'background'],
    ['preflight of a page', 'OPTIONS', '/a', script, 'background'],
    ['waiting page', 'HEAD', '/', script, 'background'],
    ['page that saves', 'PUT', '/a', script, 'action'],
    ['icon of a page', 'GET', '/favicon.ico?v=2', script, 'automatic'],
    ['curl', 'GET', '/', { 'user-agent': 'curl/8', accept: '*/*' }, 'action'],
    ['Node’s fetch', 'GET', '/', { 'user-agent': 'node', 'sec-fetch-mode': 'cors' }, 'action'],
    ['curl -I', 'HEAD', '/', { 'user-agent': 'curl/8', accept: 'text/html' }, 'action'],
    ['WebSocket of a page', 'GET', '/ws', { ...socket, origin: 'http://h' }, 'automatic'],
    ['WebSocket of a program', 'GET', '/ws', socket, 'action'],
    ['our probe', 'GET', '/', { 'user-agent': PROBE_AGENT, accept: 'text/html' }, 'automatic'],
  ])('%s: %s %s', (_sender, method, path, headers, kind) => {
    expect(kindOf(method, path, headers)).toBe(kind);
  });

  const anyHeaders = fc.record(
    {
      'user-agent': fc.constantFrom('curl/8', 'Mozilla/5.0', 'node'),
      accept: fc.constantFrom('*/*', 'text/html', 'application/json'),
      referer: fc.webUrl(),
      origin: fc.webUrl(),
      'sec-fetch-mode': fc.constantFrom('navigate', 'cors', 'no-cors', 'websocket'),
      'sec-fetch-dest': fc.constantFrom('document', 'empty', 'image', 'iframe'),
    },
    { requiredKeys: [] },
  );

  it('method that changes something: action, with any path and headers', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
        fc.webPath(),
        anyHeaders,
        (method, path, headers) => {
          expect(kindOf(method, path, headers)).toBe('action');
        },
      ),
    );
  });

  it('query: does not change the kind', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), anyHeaders, (path, query, headers) => {
        expect(kindOf('GET', `${path}?${query}`, headers)).toBe(kindOf('GET', path, headers));
      }),
    );
  });
});
