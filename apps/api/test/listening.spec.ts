import { networkInterfaces } from 'node:os';
import { describe, expect, it, jest } from '@jest/globals';
import { Settings } from '../src/config/settings.js';
import { announce } from '../src/server/announce.js';
import { startProduct } from './product.js';

const addresses = Object.values(networkInterfaces()).flatMap((found) => (found ?? []).map(({ address }) => address));

describe('where it listens', () => {
  it.each([
    ['no mail server', {}, '127.0.0.1'],
    ['a mail server, and services without isolation', { SMTP_HOST: 'mail.test' }, '127.0.0.1'],
    [
      'HOST=0.0.0.0, and OUTBOX=true beside a mail server',
      { HOST: '0.0.0.0', SMTP_HOST: 'mail.test', OUTBOX: 'true' },
      '0.0.0.0',
    ],
  ])('%s', async (_, environment, host) => {
    const product = await startProduct({ environment });
    const print = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      expect(product.spawner.host).toBe(host);
      announce(product.spawner, product.spawner.app.get(Settings, { strict: false }));
      const lines = String(print.mock.calls[0]?.[0]);
      const port = String(product.spawner.port);
      if (host === '127.0.0.1') {
        expect(lines).toContain(`http://localhost:${port}\n  Network   this machine only (HOST=0.0.0.0 opens it`);
        return;
      }
      const named = [...lines.matchAll(/http:\/\/([\d.]+):(\d+)/g)].map(([, address, at]) => [address, at]);
      expect(named.length).toBeGreaterThan(0);
      for (const [address, at] of named) expect([addresses.includes(address ?? ''), at]).toEqual([true, port]);
      expect(lines).toContain('none is sent (OUTBOX is true)');
      expect(lines).toContain('NOT ENCRYPTED');
      expect(lines).toContain('EVERYBODY WHO REACHES THIS ADDRESS');
    } finally {
      print.mockRestore();
      await product.close();
    }
  });
});
