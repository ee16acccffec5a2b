import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { traefikLabels } from './traefik-labels.js';

const route = { userId: 1, slug: 'test', type: 'dev' };
const place = {
  host: 'coder.domain.com',
  network: 'spawner',
  entryPoint: 'websecure',
  certResolver: 'letsencrypt',
  authAddress: 'http://127.0.0.1:5000',
};

describe('traefikLabels', () => {
  it('matches the golden file that operators can read', () => {
    const golden = JSON.parse(readFileSync(join(__dirname, 'traefik-labels.golden.json'), 'utf8')) as unknown;
    expect(traefikLabels(route, place)).toEqual(golden);
  });

  it('serves plain HTTP where there is no certificate resolver', () => {
    const labels = traefikLabels(route, { ...place, entryPoint: 'web', certResolver: null });
    expect(Object.keys(labels).filter((name) => name.includes('.tls'))).toEqual([]);
  });
});
