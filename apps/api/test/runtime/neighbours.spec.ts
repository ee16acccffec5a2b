import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { labels, networkOptions } from '@spawner/engine';
import type { PinoLogger } from 'nestjs-pino';
import type { DataSource } from 'typeorm';
import { Settings } from '../../src/config/settings.js';
import { dockerRuntime } from '../../src/runtime/docker/docker-runtime.js';
import { HostCheck } from '../../src/runtime/host-check.js';
import type { RuntimeHealth } from '../../src/runtime/runtime-health.js';
import type { TemplateCatalogue } from '../../src/templates/template-catalogue.js';
import { FakeEngine, json } from './fake-engine.js';

/** What an engine answered while net.bridge.bridge-nf-call-iptables was 0. */
const recorded = JSON.parse(readFileSync(join(__dirname, 'recorded/bridge-netfilter-off.json'), 'utf8')) as object;
const production = {
  NODE_ENV: 'production',
  BASE_DOMAIN: 'domain.com',
  DATABASE_URL: 'postgres://spawner:gee8Ohmah5ei@postgres/spawner',
  JWT_SECRET_KEY: '5a1b0c7d9e3f5a1b0c7d9e3f5a1b0c7d',
  SMTP_HOST: 'mail.domain.com',
  SMTP_FROM: 'noreply@domain.com',
};

describe('host on which neighbours reach each other', () => {
  let engine: FakeEngine;
  let said: string;

  beforeEach(async () => {
    engine = await FakeEngine.start();
    said = '';
  });
  afterEach(() => engine.close());

  const network = (changes: object = {}) => ({
    ...{
      Name: 'spawner',
      Id: 'a'.repeat(64),
      Driver: 'bridge',
      EnableIPv6: false,
      Labels: { [labels.network]: 'true' },
    },
    ...{ IPAM: { Config: [{ Subnet: '10.89.0.0/20' }] }, Options: networkOptions('spawner'), ...changes },
  });
  const start = (info: object, networks: readonly object[], environment: Record<string, string>): Promise<void> => {
    engine
      .on('GET /info', json(200, info))
      .on('GET /networks', json(200, networks))
      .on('GET /containers/json', json(200, []));
    const { host } = dockerRuntime(engine.docker, {
      ...{ installation: 'i', network: 'spawner', subnet: null, imagePatienceMs: 1000, publish: () => false },
    });
    const say = (line: string) => (said += `${line}\n`);
    return new HostCheck(
      host,
      { away: new AbortController().signal, awaySince: null } as unknown as RuntimeHealth,
      { all: () => [] } as unknown as TemplateCatalogue,
      { query: () => Promise.resolve([{ count: '3' }]) } as unknown as DataSource,
      Settings.from(environment, '/'),
      { setContext: () => undefined, warn: say, error: say } as unknown as PinoLogger,
    ).onApplicationBootstrap();
  };

  it.each([
    ['bridged packets pass no firewall', recorded, [network()], 'sysctl -w net.bridge.bridge-nf-call-iptables=1'],
    ['… and the network is not made yet', recorded, [], 'sysctl -w net.bridge.bridge-nf-call-iptables=1'],
    [
      'IPv6 packets pass no firewall',
      { ...recorded, BridgeNfIptables: true, BridgeNfIp6tables: false },
      [network({ EnableIPv6: true })],
      'sysctl -w net.bridge.bridge-nf-call-ip6tables=1',
    ],
    [
      'the network lets them',
      { ...recorded, BridgeNfIptables: true },
      [network({ Options: {} })],
      'docker network rm spawner',
    ],
  ])('%s: production does not start, and the log has the cause and what to type', async (_, info, networks, fix) => {
    await expect(start(info, networks, production)).rejects.toThrow(
      /ALLOW_REACHABLE_NEIGHBOURS: containers reach each/,
    );
    expect(said).toContain('neighbours: ');
    expect(said).toContain(fix);
  });

  it.each([
    ['outside production', {}],
    ['in production, allowed by an operator', { ...production, ALLOW_REACHABLE_NEIGHBOURS: 'true' }],
  ])('%s: a warning', async (_, environment) => {
    await start(recorded, [network()], environment);
    expect(said).toContain('sysctl -w net.bridge.bridge-nf-call-iptables=1');
  });

  it('protections that are there: production starts without a warning', async () => {
    await start({ ...recorded, BridgeNfIptables: true, BridgeNfIp6tables: false }, [network()], production);
    expect(said).toBe('');
  });

  it('limits and system calls that the kernel does not enforce: a warning for each', async () => {
    const weak = { BridgeNfIptables: true, MemoryLimit: false, SwapLimit: false, PidsLimit: false, CpuCfsQuota: false };
    await start({ ...recorded, ...weak, SecurityOptions: [] }, [network()], production);
    for (const about of ['memory', 'swap', 'process', 'CPU']) expect(said).toContain(`${about} limit: `);
    expect(said).toContain('seccomp: ');
  });
});
