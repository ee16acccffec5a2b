import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { containerOptions } from '../../src/runtime/docker/container-options.js';
import { DockerService } from '../../src/runtime/docker/docker.service.js';
import type { Confinement } from '../../src/templates/template.js';
import { devTemplate } from './dev-template.js';
import { FakeEngine, json } from './fake-engine.js';

const CREATE = 'POST /containers/create';
const nothing: Confinement = { readOnly: false, runtime: null, user: null };

const specOf = (confinement: Confinement) => ({
  userId: 7,
  type: 'dev',
  slug: 'ann',
  name: 'user-ann-dev-7',
  template: { ...devTemplate('example/dev:1'), volumes: [], confinement },
  environment: {},
  labels: {},
});
const place = {
  installation: 'mine',
  network: 'net',
  publish: false,
  limits: { memoryBytes: 1, cpuQuota: 1 },
  init: false,
  mounts: [],
};

describe('DockerService, about images and hosts that are not safe', () => {
  let engine: FakeEngine;
  let service: DockerService;

  beforeEach(async () => {
    engine = await FakeEngine.start();
    engine.on('GET /info', json(200, { Runtimes: { runc: {}, runsc: {} } })).on(CREATE, json(201, { Id: 'abc' }));
    engine.on('GET /networks', json(200, [{ Name: 'net' }])).on('GET /containers/json', json(200, []));
    service = new DockerService(engine.docker, { ...place, publish: () => false, subnet: null, imagePatienceMs: 1000 });
  });

  afterEach(() => engine.close());

  const create = (config: object, confinement = nothing) => {
    engine.on('GET /images/example/dev:1/json', json(200, { Config: config }));
    return service.create(specOf(confinement));
  };

  it.each([
    ['traefik.http.routers.dashboard.rule', 'LABEL traefik.http.routers.dashboard.rule'],
    ['Traefik.Enable', 'LABEL Traefik.Enable'],
    ['traefik', 'LABEL traefik'],
    ['spawner.user', 'LABEL spawner.user'],
  ])('refuses an image with the label %s before anything is created', async (label, reason) => {
    await expect(create({ User: '101', Labels: { maintainer: 'x', [label]: 'x' } })).rejects.toMatchObject({
      code: 'image_unsafe',
      facts: { image: 'example/dev:1', reason },
    });
    expect(engine.asked).not.toContain(CREATE);
  });

  it.each(['', 'root', '0', '00', '+0', '0:101', 'root:www-data', ':5', undefined])(
    'refuses an image that runs as %j, unless the template says who instead',
    async (User) => {
      await expect(create({ User })).rejects.toMatchObject({ code: 'image_unsafe' });
      expect(engine.asked).not.toContain(CREATE);
      await expect(create({ User }, { ...nothing, user: '1000:1000' })).resolves.toMatchObject({ id: 'abc' });
    },
  );

  it.each(['101', '101:101', 'node', '1000:0'])('takes an image that runs as %s', async (User) => {
    await expect(create({ User, Labels: null })).resolves.toMatchObject({ id: 'abc' });
  });

  it('asks for what the template says, and for an init process where there is one', () => {
    const options = containerOptions(specOf({ readOnly: true, runtime: 'runsc', user: '1000:1000' }), {
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
    const plain = containerOptions(specOf(nothing), place);
    expect(plain).not.toHaveProperty('User');
    for (const key of ['Runtime', 'ReadonlyRootfs', 'Tmpfs', 'Init']) expect(plain.HostConfig).not.toHaveProperty(key);
  });

  it('does not start with a template whose runtime the engine does not have', async () => {
    const { template } = specOf({ ...nothing, runtime: 'runsc' });
    await expect(service.checkHost([template], 1)).resolves.toBeDefined();
    const unknown = { ...template, confinement: { ...nothing, runtime: 'kata' } };
    await expect(service.checkHost([unknown], 1)).rejects.toThrow(
      /dev\/template\.json: the engine has no runtime "kata" \(it has runc, runsc\)/,
    );
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

  it('has nothing to say of a network of its own with room for everybody', async () => {
    network({});
    expect(await service.checkHost([], 13)).toEqual([]);
  });

  it.each([
    ['neighbours reach each other', { Options: {} }, /can reach each other/],
    ['somebody else made it', { Labels: {} }, /was not made by Spawner/],
    ['it is small', { IPAM: { Config: [{ Subnet: '10.0.0.0/29' }] } }, /addresses for 5 containers.*13 users/],
  ])('warns of a network where %s', async (_, changes, warning) => {
    network(changes);
    expect(await service.checkHost([], 13)).toEqual([expect.stringMatching(warning)]);
  });

  it('counts strangers on the network', async () => {
    network({});
    engine.on('GET /containers/json', json(200, [{ Id: 'x', Names: ['/traefik'], Labels: {} }]));
    expect(await service.checkHost([], 13)).toEqual([
      expect.stringContaining('traefik'),
      expect.stringMatching(/addresses for 12 containers/),
    ]);
  });

  it('warns of a range too small before the network is made', async () => {
    engine.on('GET /networks', json(200, []));
    const small = new DockerService(engine.docker, {
      ...place,
      publish: () => false,
      subnet: '10.0.0.0/28',
      imagePatienceMs: 1000,
    });
    expect(await small.checkHost([], 14)).toEqual([expect.stringMatching(/addresses for 13 containers.*14 users/)]);
  });
});
