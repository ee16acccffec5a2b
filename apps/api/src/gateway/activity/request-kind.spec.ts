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
    ['a page that is opened', 'GET', '/', page, 'navigation'],
    ['a frame', 'GET', '/', { ...page, 'sec-fetch-dest': 'iframe' }, 'navigation'],
    ['a form that is sent', 'POST', '/', page, 'wish'],
    ['a link that is prefetched', 'GET', '/', { ...page, 'sec-purpose': 'prefetch' }, 'nothing'],
    ['a page of a browser on plain HTTP', 'GET', '/', { ...old, accept: 'text/html,*/*' }, 'navigation'],
    ['a page’s script', 'GET', '/a', script, 'background'],
    ['a page’s picture', 'GET', '/a.png', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 'background'],
    ['a page’s script on plain HTTP', 'GET', '/a', { ...old, accept: '*/*' }, 'background'],
    ['a page’s preflight', 'OPTIONS', '/a', script, 'background'],
    ['the waiting page', 'HEAD', '/', script, 'background'],
    ['a page that saves', 'PUT', '/a', script, 'wish'],
    ['a page’s icon', 'GET', '/favicon.ico?v=2', script, 'nothing'],
    ['curl', 'GET', '/', { 'user-agent': 'curl/8', accept: '*/*' }, 'wish'],
    ['Node’s fetch', 'GET', '/', { 'user-agent': 'node', 'sec-fetch-mode': 'cors' }, 'wish'],
    ['curl -I', 'HEAD', '/', { 'user-agent': 'curl/8', accept: 'text/html' }, 'wish'],
    ['a page’s WebSocket', 'GET', '/ws', { ...socket, origin: 'http://h' }, 'nothing'],
    ['a program’s WebSocket', 'GET', '/ws', socket, 'wish'],
    ['our probe', 'GET', '/', { 'user-agent': PROBE_AGENT, accept: 'text/html' }, 'nothing'],
  ])('%s', (_who, method, path, headers, kind) => {
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

  it('takes whatever changes something for a wish', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
        fc.webPath(),
        anyHeaders,
        (method, path, headers) => {
          expect(kindOf(method, path, headers)).toBe('wish');
        },
      ),
    );
  });

  it('does not look at the query', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), anyHeaders, (path, query, headers) => {
        expect(kindOf('GET', `${path}?${query}`, headers)).toBe(kindOf('GET', path, headers));
      }),
    );
  });
});
