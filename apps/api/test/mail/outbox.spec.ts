import { afterEach, describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { endpoints, type Info, type OutboxResponse, type Problem } from '@spawner/contracts';
import { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { InfoModule } from '../../src/system/info.module.js';
import { createTestApp, type TestApp } from '../create-app.js';

const runtime = { kind: 'process', capabilities: { isolation: false, limits: false, pause: false, traffic: false } };

@Global()
@Module({ providers: [{ provide: ContainerRuntime, useValue: runtime }], exports: [ContainerRuntime] })
class RuntimeStub {}

let spawner: TestApp;

afterEach(() => spawner.close());

const start = async (environment: Record<string, string>) => {
  spawner = await createTestApp({ environment, imports: [RuntimeStub, InfoModule] });
};

async function outbox(): Promise<OutboxResponse['mails']> {
  return (await spawner.get(endpoints.outbox.path)).json<OutboxResponse>().mails;
}

describe('without a mail server', () => {
  it('mails: public, newest first', async () => {
    await start({});
    await spawner.post('/api/auth/signup', { email: 'first@example.com' });
    while ((await outbox()).length < 1) await new Promise(setImmediate);
    await spawner.post('/api/auth/signup', { email: 'second@example.com' });
    while ((await outbox()).length < 2) await new Promise(setImmediate);

    const mails = await outbox();
    expect(mails.map(({ id, to }) => [id, to])).toEqual([
      [2, 'second@example.com'],
      [1, 'first@example.com'],
    ]);
    const token = mails[0]?.link?.split('#')[1];
    expect((await spawner.post('/api/auth/verify', { token })).statusCode).toBe(200);
  });

  it('request by a foreign name that points here: refused', async () => {
    await start({});
    const answer = await spawner.get(endpoints.outbox.path, { host: 'evil.example:5000' });
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([403, 'foreign_origin']);
  });

  it('info: names the outbox before a login', async () => {
    await start({});
    const info = (await spawner.get(endpoints.info.path)).json<Info>();
    expect(info).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      runtime: 'process',
      isolated: false,
      mail: 'outbox',
      registration: { mode: 'open', hint: null, setup_code: false },
      managers_create_classes: true,
      pupil_address: 'sie',
    });
  });
});

describe('with a mail server', () => {
  it('outbox: not found', async () => {
    await start({ SMTP_HOST: '127.0.0.1', SMTP_PORT: '1' });
    const answer = await spawner.get(endpoints.outbox.path);
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([404, 'not_found']);
    expect((await spawner.get(endpoints.info.path)).json()).toMatchObject({ mail: 'smtp' });
  });
});
