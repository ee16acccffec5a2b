import { describe, expect, it } from '@jest/globals';
import { userAgentOf } from './user-agent.js';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

describe('userAgentOf', () => {
  it.each([
    [`${WINDOWS} ${CHROME}`, 'Chrome', 'Windows'],
    [`${WINDOWS} ${CHROME} Edg/156.0.0.0`, 'Edge', 'Windows'],
    [`${MAC} ${CHROME} OPR/120.0.0.0`, 'Opera', 'macOS'],
    [`${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15`, 'Safari', 'macOS'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', 'Firefox', 'Linux'],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME}`, 'Chrome', 'ChromeOS'],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
      'Samsung Internet',
      'Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1',
      'Chrome',
      'iOS',
    ],
    ['curl/8.14.1', 'curl', null],
    ['<script>alert(1)</script>', null, null],
    ['', null, null],
    [undefined, null, null],
  ])('%s', (header, browser, system) => {
    expect(userAgentOf(header)).toEqual({ browser, system });
  });
});
