import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MailServer } from '../../../tests/kit/src/mail-server.js';
import { createTestApp, type TestApp } from '../create-app.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

let mails: MailServer;
let database: TestDatabase;
let dataDir: string;

beforeAll(async () => {
  mails = await MailServer.start();
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'spawner-test-'));
});

afterAll(async () => {
  await mails.close();
  await database.drop();
  await rm(dataDir, { recursive: true });
});

const start = () => createTestApp({ database, dataDir, environment: mails.settings });

async function logIn(spawner: TestApp): Promise<{ authorization: string }> {
  await spawner.post('/api/auth/login', { email: 'test@example.com' });
  const { token } = await mails.take('test@example.com');
  const answer = await spawner.post('/api/auth/verify', { token });
  return { authorization: `Bearer ${answer.json<{ access_token: string }>().access_token}` };
}

describe('restart', () => {
  it('session: stays valid; ended session: stays ended', async () => {
    const before = await start();
    await before.post('/api/auth/signup', { email: 'test@example.com' });
    await mails.take('test@example.com');
    const staying = await logIn(before);
    const leaving = await logIn(before);
    await before.post('/api/auth/logout', undefined, leaving);
    await before.close();

    const after = await start();
    expect((await after.get('/api/user/me', staying)).statusCode).toBe(200);
    expect((await after.get('/api/user/me', leaving)).statusCode).toBe(401);
    await after.close();
  });

  it('signing key: readable by its owner only', async () => {
    expect((await stat(join(dataDir, 'jwt-secret'))).mode & 0o777).toBe(0o600);
  });
});
