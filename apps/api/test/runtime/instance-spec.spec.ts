import { describe, expect, it } from '@jest/globals';
import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import { containerOptions } from '../../src/runtime/docker/container-options.js';
import { fromInspection, fromListing } from '../../src/runtime/docker/docker-instance.js';
import { instanceSpec } from '../../src/runtime/instance-spec.js';
import { devTemplate } from './dev-template.js';
import { specOf } from './spec-of.js';

const NETWORK = 'net';
const place = { installation: 'mine', network: NETWORK, publish: false, layerQuota: false, init: false, mounts: [] };
const networks = { NetworkSettings: { Networks: { [NETWORK]: { IPAddress: '10.0.0.2' } }, Ports: {} } };

describe('docker, options of an InstanceSpec', () => {
  const limits = {
    memoryBytes: 64 * 1024 ** 2,
    cpuQuota: 25_000,
    processes: 100,
    shmBytes: null,
    layerBytes: 5 * 1024 ** 3,
  };
  const options = containerOptions(specOf(devTemplate('example/dev:1'), {}, { limits, port: 3000 }), place);

  it('limits: are those of the container', () => {
    expect(options.HostConfig).toMatchObject({
      Memory: limits.memoryBytes,
      MemorySwap: limits.memoryBytes,
      CpuQuota: limits.cpuQuota,
      PidsLimit: limits.processes,
    });
  });

  it('layer: has the size of its limit where the engine holds containers to one, none where nothing is written', () => {
    const sized = (readOnly: boolean, layerQuota: boolean) => {
      const template = devTemplate('example/dev:1');
      const confinement = { ...template.confinement, readOnly };
      const spec = specOf({ ...template, confinement }, {}, { limits, confinement });
      return containerOptions(spec, { ...place, layerQuota }).HostConfig.StorageOpt;
    };
    expect(sized(false, true)).toEqual({ size: '5368709120' });
    expect(sized(true, true)).toBeUndefined();
    expect(sized(false, false)).toBeUndefined();
  });

  it('port: is exposed, and part of the address that inspect and list report', () => {
    expect(options.ExposedPorts).toEqual({ '3000/tcp': {} });
    const address = { host: '10.0.0.2', port: 3000 };
    expect(fromInspection(inspected(options.Labels), NETWORK)).toMatchObject({ address });
    expect(fromListing(listed(options.Labels), NETWORK)).toMatchObject({ address });
  });

  it('template: placeholders are filled in, and the names of Spawner itself win', () => {
    const template = {
      ...devTemplate('example/dev:1'),
      environment: { HELLO: '{slug}:{user_id}', BASE_PATH: '/x' },
      command: ['--at={base_path}', '{service_url}'],
    };
    const served = { basePath: '/ann-dev', serviceUrl: 'http://h/ann-dev', labels: {} };
    const spec = instanceSpec(template, { userId: 7, slug: 'ann', type: 'dev' }, served);
    expect(spec).toMatchObject({
      environment: { HELLO: 'ann:7', USER_ID: '7', USER_SLUG: 'ann', CONTAINER_TYPE: 'dev', BASE_PATH: '/ann-dev' },
      command: ['--at=/ann-dev', 'http://h/ann-dev'],
      keptPrefix: '',
    });
  });

  it('kept prefix: part of what inspect and list report, none on a host of its own', () => {
    const template = { ...devTemplate('example/dev:1'), path: 'keep' as const };
    const at = (basePath: string) =>
      instanceSpec(template, { userId: 7, slug: 'ann', type: 'dev' }, { basePath, serviceUrl: '', labels: {} });
    const { Labels } = containerOptions(at('/ann-dev'), place);
    expect(fromInspection(inspected(Labels), NETWORK)).toMatchObject({ keptPrefix: '/ann-dev' });
    expect(fromListing(listed(Labels), NETWORK)).toMatchObject({ keptPrefix: '/ann-dev' });
    expect(fromListing(listed(containerOptions(at(''), place).Labels), NETWORK)).toMatchObject({ keptPrefix: '' });
  });

  it('container of an older release, without a port label: port 8080', () => {
    const address = { host: '10.0.0.2', port: 8080 };
    expect(fromInspection(inspected({ 'spawner.user': '7', 'spawner.type': 'dev' }), NETWORK)).toMatchObject({
      address,
    });
  });
});

const inspected = (Labels: Record<string, string> | undefined) =>
  ({
    ...{ Id: 'abc', Name: '/user-ann-dev-7', Created: '2026-01-01T00:00:00Z', RestartCount: 0 },
    ...{ State: { Status: 'running', ExitCode: 0, OOMKilled: false }, Config: { Image: 'x', Labels } },
    ...{ HostConfig: { Memory: 1000 }, ...networks },
  }) as unknown as ContainerInspectInfo;

const listed = (Labels: Record<string, string> | undefined) =>
  ({
    ...{ Id: 'abc', Names: ['/user-ann-dev-7'], Created: 0, Image: 'x', Labels, Ports: [] },
    ...{ State: 'running', Status: 'Up 2 seconds', ...networks },
  }) as unknown as ContainerInfo;
