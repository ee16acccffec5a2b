import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { containerOptions } from '../../src/runtime/docker/container-options.js';
import { dockerRuntime } from '../../src/runtime/docker/docker-runtime.js';
import type { Runtime } from '../../src/runtime/runtime.js';
import type { Confinement } from '../../src/templates/template.js';
import { devTemplate } from './dev-template.js';
import { FakeEngine, json } from './fake-engine.js';
import { specOf } from './spec-of.js';

const CREATE = 'POST /containers/create';
const template = { ...devTemplate('example/dev:1'), volumes: [] };
const nothing = { ...template.confinement, readOnly: false };
const confined = (confinement: Confinement) => specOf({ ...template, confinement });
const place = {
  installation: 'mine',
  network: 'net',
  publish: false,
  layerQuota: false,
  init: false,
  mounts: [],
};

describe('docker, images and hosts that are not safe', () => {
  let engine: FakeEngine;
  let runtime: Runtime;

  beforeEach(async () => {
    engine = await FakeEngine.start();
    engine.on('GET /info', json(200, { Runtimes: { runc: {}, runsc: {} } })).on(CREATE, json(201, { Id: 'abc' }));
    engine.on('GET /networks', json(200, [{ Name: 'net' }])).on('GET /containers/json', json(200, []));
    runtime = dockerRuntime(engine.docker, { ...place, publish: () => false, subnet: null, imagePatienceMs: 1000 });
  });

  afterEach(() => engine.close());

  const create = (config: object, confinement = nothing) => {
    engine.on('GET /images/example/dev:1/json', json(200, { Config: config }));
    return runtime.containers.create(confined(confinement));
  };

  it.each([
    ['traefik.http.routers.dashboard.rule', 'LABEL traefik.http.routers.dashboard.rule'],
    ['Traefik.Enable', 'LABEL Traefik.Enable'],
    ['traefik', 'LABEL traefik'],
    ['spawner.user', 'LABEL spawner.user'],
  ])('image with the label %s: image_unsafe, nothing is created', async (label, reason) => {
    await expect(create({ User: '101', Labels: { maintainer: 'x', [label]: 'x' } })).rejects.toMatchObject({
      code: 'image_unsafe',
      facts: { image: 'example/dev:1', reason },
    });
    expect(engine.calls).not.toContain(CREATE);
  });

  it.each(['', 'root', '0', '00', '+0', '0:101', 'root:www-data', ':5', undefined])(
    'image that runs as %j: image_unsafe, unless the template names another user',
    async (User) => {
      await expect(create({ User })).rejects.toMatchObject({ code: 'image_unsafe' });
      expect(engine.calls).not.toContain(CREATE);
      await expect(create({ User }, { ...nothing, user: '1000:1000' })).resolves.toMatchObject({ id: 'abc' });
    },
  );

  it.each(['101', '101:101', 'node', '1000:0'])('image that runs as %s: accepted', async (User) => {
    await expect(create({ User, Labels: null })).resolves.toMatchObject({ id: 'abc' });
  });

  it('confinement and init process: in the options only where they are wanted', () => {
    const options = containerOptions(confined({ ...nothing, readOnly: true, runtime: 'runsc', user: '1000:1000' }), {
      ...place,
      init: true,
    });
    expect(options).toMatchObject({
      User: '1000:1000',
      HostConfig: {
        Runtime: 'runsc',
        ReadonlyRootfs: true,
        Tmpfs: { '/tmp': expect.stringContaining('size=') },
        Init: true,
      },
    });
    const plain = containerOptions(confined(nothing), place);
    expect(plain).not.toHaveProperty('User');
    for (const key of ['Runtime', 'ReadonlyRootfs', 'Tmpfs', 'Init']) expect(plain.HostConfig).not.toHaveProperty(key);
  });

  it('template with a runtime that the engine does not have: refused at the start', async () => {
    const named = (name: string) => ({ ...template, confinement: { ...nothing, runtime: name } });
    await expect(runtime.host.check([named('runsc')], 1)).resolves.toBeDefined();
    await expect(runtime.host.check([named('kata')], 1)).rejects.toThrow(
      /dev\/template\.json: the engine has no runtime "kata" \(it has runc, runsc\)/,
    );
  });

  it('template with more than .env permits: refused by name, not created, and said at the start', async () => {
    const missingConsents = ['GUARD_ROOT=true', 'GUARD_ENV=A,B'];
    const refusal = { code: 'not_permitted_here', facts: { lines: 'GUARD_ROOT=true\nGUARD_ENV=A,B' } };
    await expect(runtime.containers.create(specOf({ ...template, missingConsents }))).rejects.toMatchObject(refusal);
    expect(engine.calls).not.toContain(CREATE);
    expect(await runtime.host.check([template, { ...template, type: 'more', missingConsents }], 1)).toContain(
      'template more is not started, because .env lacks GUARD_ROOT=true and GUARD_ENV=A,B',
    );
  });

  it('template with "root": an image that runs as root is accepted', async () => {
    await expect(create({ User: '' }, { ...nothing, root: true })).resolves.toMatchObject({ id: 'abc' });
  });

  const network = (changes: object) =>
    engine.on(
      'GET /networks',
      json(200, [
        {
          Name: 'net',
          Id: '0123456789abcdef',
          Driver: 'bridge',
          Labels: { 'spawner.network': 'true' },
          Options: { 'com.docker.network.bridge.enable_icc': 'false' },
          IPAM: { Config: [{ Subnet: '10.0.0.0/28', Gateway: '10.0.0.1' }] },
          ...changes,
        },
      ]),
    );

  it('own network with room for every user: no warning', async () => {
    network({});
    expect(await runtime.host.check([], 13)).toEqual([]);
  });

  it.each([
    ['another program made it', { Labels: {} }, /was not made by Spawner/],
    ['it is small', { IPAM: { Config: [{ Subnet: '10.0.0.0/29' }] } }, /addresses for 5 containers.*13 users/],
  ])('network where %s: a warning', async (_, changes, warning) => {
    network(changes);
    expect(await runtime.host.check([], 13)).toEqual([expect.stringMatching(warning)]);
  });

  it('other containers on the network: named, and their addresses are not counted as free', async () => {
    network({});
    engine.on('GET /containers/json', json(200, [{ Id: 'x', Names: ['/traefik'], Labels: {} }]));
    expect(await runtime.host.check([], 13)).toEqual([
      expect.stringContaining('traefik'),
      expect.stringMatching(/addresses for 12 containers/),
    ]);
  });

  it('range too small, network not made yet: a warning', async () => {
    engine.on('GET /networks', json(200, []));
    const small = dockerRuntime(engine.docker, {
      ...place,
      publish: () => false,
      subnet: '10.0.0.0/28',
      imagePatienceMs: 1000,
    });
    expect(await small.host.check([], 14)).toEqual([expect.stringMatching(/addresses for 13 containers.*14 users/)]);
  });
});
