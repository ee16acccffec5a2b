import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints, type Problem, SettingsResponse } from '@spawner/contracts';
import { InstallationSettings } from '../../src/settings/installation-settings.js';
import { SettingsModule } from '../../src/settings/settings.module.js';
import { SettingsChanges } from '../../src/settings/settings-changes.js';
import { type Client, People } from '../auth/people.js';
import { createTestApp, type TestApp } from '../create-app.js';
import { leaveMails } from '../leave-mails.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const { path } = endpoints.settings;
/** Passport is one for all applications in this process. */
const environment = { JWT_SECRET_KEY: randomBytes(32).toString('hex') };

describe('settings', () => {
  let database: TestDatabase;
  let people: People;
  let admin: Client;
  /** A second process, whose environment decides one setting. */
  let other: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    people = await People.start({ database, imports: [SettingsModule], environment });
    admin = await people.clientOf('admin@example.com');
    other = await createTestApp({
      database,
      imports: [SettingsModule],
      environment: { ...environment, DELETION_DAYS: '7', REGISTRATION_HINT: '5' },
    });
    leaveMails(other.app);
  });
  afterAll(async () => {
    await other.close();
    await people.close();
    await database.drop();
  });

  const read = async () => SettingsResponse.parse((await people.spawner.get(path, { ...admin })).json());
  const change = (values: object, version: number, client = admin) =>
    people.spawner.app.inject({ method: 'PATCH', url: path, headers: { ...client }, payload: { version, values } });
  const seenBy = (app: TestApp) => app.app.get(InstallationSettings);
  /** Resolves with the value that another process learns. */
  const learned = (key: 'registration_hint' | 'registration' | 'deletion_days') =>
    new Promise((resolve) => {
      seenBy(other).onChange(key, resolve);
    });

  it('nothing changed: the defaults', async () => {
    expect(await read()).toEqual({
      values: expect.objectContaining({ registration: 'open', deletion_days: 30, own_deletion: false }),
      locked: {},
      changed: {},
      version: 0,
    });
  });

  it('changed: used at once here, soon in other processes, with who and when, recorded', async () => {
    const known = learned('registration');
    const answer = await change({ registration: 'rules', own_deletion: true }, 0);
    expect(answer.statusCode).toBe(200);
    expect(seenBy(people.spawner).get('registration')).toBe('rules');
    expect(await known).toBe('rules');
    const { values, changed, version } = await read();
    expect([values.registration, values.own_deletion, version]).toEqual(['rules', true, 1]);
    expect(changed.registration?.by?.name).toBe('admin@example.com');
    const events = await people.rows<{ subject: string; facts: object }>(
      `SELECT subject, facts FROM audit_event WHERE action = 'setting_changed' ORDER BY id`,
    );
    expect(events).toEqual([
      { subject: 'registration', facts: { from: 'open', to: 'rules' } },
      { subject: 'own_deletion', facts: { from: false, to: true } },
    ]);
  });

  it('changed by two admins: the second one gets 409 with what it is now; other settings are free', async () => {
    const { version } = await read();
    const answers = await Promise.all([
      change({ registration: 'closed' }, version),
      change({ registration: 'invitation' }, version),
    ]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    const refused = answers.find(({ statusCode }) => statusCode === 409)?.json<Problem>();
    expect(refused).toMatchObject({ code: 'changed_meanwhile', current: await read() });
    expect((await change({ registration_hint: 'Hello' }, version)).statusCode).toBe(200);
  });

  it('decided by the environment: that value, named as locked, no change', async () => {
    const settings = seenBy(other);
    expect([settings.get('deletion_days'), settings.get('registration_hint')]).toEqual([7, '5']);
    expect([settings.lockOf('deletion_days'), settings.lockOf('registration')]).toEqual(['DELETION_DAYS', null]);
    // The same admin, in the process whose environment decides.
    const [row] = await people.rows<{ id: number }>('SELECT id FROM users');
    const changes = other.app.get(SettingsChanges);
    expect((await changes.read()).locked).toEqual({
      deletion_days: 'DELETION_DAYS',
      registration_hint: 'REGISTRATION_HINT',
    });
    await expect(
      changes.change({ version: 99, values: { deletion_days: 9 } }, row?.id ?? 0, '192.0.2.1'),
    ).rejects.toMatchObject({ code: 'setting_locked', facts: { variable: 'DELETION_DAYS' } });
  });

  it('changed in SQL while the notifications are lost: known after the next connection', async () => {
    const known = learned('registration');
    await people.rows(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'spawner-channel' AND datname = current_database()`,
    );
    await people.rows(`UPDATE setting SET value = '"open"' WHERE key = 'registration'`);
    expect(await known).toBe('open');
    expect(seenBy(other).get('registration')).toBe('open');
  });

  it('stored value that this version does not know: the default', async () => {
    await people.rows(`UPDATE setting SET value = '"by lot"' WHERE key = 'registration'`);
    await seenBy(people.spawner).reload();
    expect(seenBy(people.spawner).get('registration')).toBe('open');
  });

  it('text that PostgreSQL does not store: replaced', async () => {
    const { version } = await read();
    expect((await change({ registration_hint: 'a\0b\ud800' }, version)).statusCode).toBe(200);
    expect((await read()).values.registration_hint).toBe('a\ufffdb\ufffd');
  });

  it('refused: others than admins, nothing to change, unknown names, values out of range', async () => {
    const user = await people.clientOf('user@example.com');
    expect((await people.spawner.get(path, { ...user })).statusCode).toBe(403);
    expect((await change({ own_deletion: true }, 99, user)).statusCode).toBe(403);
    expect((await people.spawner.get(path)).statusCode).toBe(401);
    for (const values of [
      {},
      { all: 1 },
      { deletion_days: -1 },
      { deletion_days: '9' },
      { registration: 'root' },
      { registration_hint: 'x'.repeat(501) },
    ]) {
      expect((await change(values, 99)).statusCode).toBe(400);
    }
  });
});
