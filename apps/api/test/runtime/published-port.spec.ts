import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Settings } from '../../src/config/settings.js';
import { chooseRuntime } from '../../src/runtime/choose-runtime.js';
import type { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { devTemplate } from './dev-template.js';
import { FakeEngine, json } from './fake-engine.js';
import { specOf } from './spec-of.js';

const CREATE = 'POST /containers/create';
const spec = specOf({ ...devTemplate('example/dev:1'), volumes: [] });

describe('port of a service on loopback', () => {
  let engine: FakeEngine;
  let created: Promise<string>;

  beforeEach(async () => {
    engine = await FakeEngine.start();
    engine.on('GET /images/example/dev:1/json', json(200, { Config: { User: '101' } }));
    engine.on('GET /networks', json(200, [{ Name: 'net' }]));
    created = new Promise((resolve) => {
      engine.on(CREATE, (response, request) => {
        request.setEncoding('utf8').once('data', resolve);
        json(201, { Id: 'abc' })(response, request);
      });
    });
  });
  afterEach(() => engine.close());

  const choose = (environment: Record<string, string> = {}): ContainerRuntime => {
    const settings = Settings.from({ DOCKER_HOST: engine.address, TRAEFIK_NETWORK: 'net', ...environment }, '/nowhere');
    return chooseRuntime({ settings, installation: { id: '0', runtimes: [] }, templates: devTemplate }).containers;
  };
  const bindings = async (): Promise<unknown> =>
    (JSON.parse(await created) as { HostConfig: Record<string, unknown> }).HostConfig['PortBindings'];
  const loopback = { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] };

  it('engine away at the start: decided when it first answers', async () => {
    const runtime = choose();
    engine.on('GET /info', json(503, { message: 'starting' }));
    await expect(runtime.create(spec)).rejects.toMatchObject({ code: 'runtime_unreachable' });
    expect(engine.calls).not.toContain(CREATE);

    engine.on('GET /info', json(200, { OperatingSystem: 'Docker Desktop' }));
    await runtime.create(spec);
    expect(await bindings()).toEqual(loopback);
  });

  it.each([
    ['engine of this machine: none', {}, {}, undefined],
    ['rootless engine: published', { SecurityOptions: ['name=rootless'] }, {}, loopback],
    ['Traefik routes: none', { SecurityOptions: ['name=rootless'] }, { TRAEFIK_ENABLED: 'true' }, undefined],
  ])('%s', async (_, info, environment, expected) => {
    engine.on('GET /info', json(200, info));
    await choose(environment).create(spec);
    expect(await bindings()).toEqual(expected);
  });
});
