import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenResponse } from '@spawner/contracts';
import { MailServer } from '../../../tests/kit/src/mail-server.js';
import { createTestApp, type TestApp } from '../create-app.js';

describe('REST client', () => {
  let mails: MailServer;
  let spawner: TestApp;

  beforeAll(async () => {
    mails = await MailServer.start();
    spawner = await createTestApp({ environment: { ...mails.settings, PUBLIC_URL: 'https://coder.domain.com' } });
  });

  afterAll(async () => {
    await spawner.close();
    await mails.close();
  });

  it('registration, confirmation, GET /api/user/me, logout: all work with one Bearer token', async () => {
    const signup = await spawner.post('/api/auth/signup', { email: ' Test@Example.com ' });
    expect(signup.statusCode).toBe(200);
    expect(signup.json()).toEqual({
      message: 'Wenn die Adresse stimmt, ist ein Magic Link unterwegs.',
      mail_id: expect.any(String),
    });

    const mail = await mails.take('test@example.com');
    expect(mail.content).toContain('https://coder.domain.com/confirm#');
    expect(mail.content).toContain('Guten Tag');

    const verified = await spawner.post('/api/auth/verify', { token: mail.token });
    expect(verified.statusCode).toBe(200);
    const login = verified.json<TokenResponse>();
    expect(login).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      user: {
        id: 1,
        email: 'test@example.com',
        class_account: false,
        display_name: null,
        slug: 'test',
        language: null,
        approval: 'granted',
        role: 'admin',
        is_admin: true,
        state: 'verified',
      },
    });
    expect(verified.headers['set-cookie']).toBeUndefined();

    const bearer = { authorization: `Bearer ${login.access_token}` };
    const me = await spawner.get('/api/user/me', bearer);
    expect(me.statusCode).toBe(200);
    expect(me.json()).toEqual(login.user);

    const logout = await spawner.post('/api/auth/logout', undefined, bearer);
    expect(logout.json()).toEqual({ message: 'Abgemeldet' });
    expect((await spawner.get('/api/user/me', bearer)).statusCode).toBe(401);
  });
});
