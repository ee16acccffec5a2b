import type { ApiToken, OpenSession, OwnAccountChange, OwnVisit } from '@spawner/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { deletion, FakeApi, ok, problem, user } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const now = () => new Date().toISOString();
const HERE = '11111111-1111-4111-8111-111111111111';
const THERE = '22222222-2222-4222-8222-222222222222';

const session = (more: Partial<OpenSession>): OpenSession => ({
  id: HERE,
  kind: 'browser',
  current: false,
  browser: 'Firefox',
  system: 'Linux',
  ip: '192.0.2.1',
  created_at: now(),
  last_seen: now(),
  expires_at: now(),
  ...more,
});

const token = (more: Partial<ApiToken> = {}): ApiToken => ({
  id: THERE,
  name: 'Backup',
  scopes: ['containers:read'],
  created_at: now(),
  expires_at: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  last_used: null,
  last_used_ip: null,
  ...more,
});

function accountApi(sessions: OpenSession[], tokens: ApiToken[] = []) {
  return new FakeApi()
    .on('GET /api/user/sessions', () => ok({ sessions }))
    .on('GET /api/user/tokens', () => ok({ tokens }));
}

const rows = async (list: string) => within(await screen.findByRole('list', { name: list })).getAllByRole('listitem');

it('account menu: its link opens the account page', async () => {
  accountApi([session({ current: true })]).on('GET /api/user/containers', () => ok({ containers: [] }));
  const { person } = openPage('/dashboard');
  await person.click(await screen.findByRole('link', { name: 'Konto verwalten', hidden: true }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Konto' })).toBeVisible();
  expect(window.location.pathname).toBe('/account');
});

it('account page without a login: the log-in opens', async () => {
  new FakeApi().loggedOut();
  openPage('/account');
  await waitFor(() => expect(window.location.pathname).toBe('/login'));
});

it('sessions: this one is marked and has no button, another can be ended', async () => {
  const sessions = [session({ current: true }), session({ id: THERE, browser: null, system: null, ip: null })];
  const api = accountApi(sessions).on(`DELETE /api/user/sessions/${THERE}`, () => {
    sessions.pop();
    return ok({ message: 'Sitzung beendet' });
  });
  const { person } = openPage('/account');
  const [here, there] = await rows('Sitzungen');
  expect(here).toHaveTextContent(/Firefox auf Linux.*Diese Sitzung.*192\.0\.2\.1/);
  expect(there).toHaveTextContent('Unbekannter Browser');
  expect(within(here as HTMLElement).queryByRole('button')).not.toBeInTheDocument();

  await person.click(within(there as HTMLElement).getByRole('button', { name: 'Beenden' }));
  await waitFor(async () => expect(await rows('Sitzungen')).toHaveLength(1));
  expect(api.sent('GET /api/user/sessions')).toHaveLength(2);
});

it('log out everywhere: after a question, the log-in opens', async () => {
  const api = accountApi([session({ current: true })]);
  const everywhere = 'POST /api/auth/logout-everywhere';
  api.on(everywhere, () => ok({ message: 'Überall abgemeldet' }));
  const { person } = openPage('/account');
  await person.click(await screen.findByRole('button', { name: 'Überall abmelden' }));
  const dialog = screen.getByRole('dialog', { name: 'Überall abmelden?' });
  expect(api.sent(everywhere)).toEqual([]);
  await person.click(within(dialog).getByRole('button', { name: 'Überall abmelden' }));
  await waitFor(() => expect(window.location.pathname).toBe('/login'));
  expect(api.sent(everywhere)).toHaveLength(1);
});

it('new token: its secret is shown once and can be copied', async () => {
  const tokens: ApiToken[] = [];
  const create = 'POST /api/user/tokens';
  const api = accountApi([], tokens).on(create, ({ body }) => {
    const details = token(body as Partial<ApiToken>);
    tokens.push(details);
    return ok({ token: 'spawner_pat_secret', details });
  });
  const { person } = openPage('/account');
  const copied = vi.spyOn(navigator.clipboard, 'writeText');
  await person.type(await screen.findByLabelText('Name'), ' CI ');
  await person.click(screen.getByRole('checkbox', { name: /containers:write/ }));
  await person.selectOptions(screen.getByLabelText('Gültig für'), '90 Tage');
  await person.click(screen.getByRole('button', { name: 'Token erstellen' }));

  expect(await screen.findByText('spawner_pat_secret')).toBeVisible();
  const wish = { name: 'CI', scopes: ['containers:read', 'containers:write'], expires_in_days: 90 };
  expect(api.sent(create).map(({ body }) => body)).toEqual([wish]);
  await person.click(screen.getByRole('button', { name: 'Token kopieren' }));
  expect(copied).toHaveBeenCalledWith('spawner_pat_secret');
  expect(await screen.findByRole('button', { name: 'Kopiert' })).toBeVisible();
  const [row] = await rows('API-Tokens');
  expect(row).toHaveTextContent('CI');
  expect(row).not.toHaveTextContent('spawner_pat_secret');
  expect(screen.getByLabelText('Name')).toHaveValue('');
});

it('token without a name and a scope: focus on the name, a message at each field, nothing is sent', async () => {
  const api = accountApi([]);
  const { person } = openPage('/account');
  const scope = await screen.findByRole('checkbox', { name: /containers:read/ });
  await person.click(scope);
  await person.click(screen.getByRole('button', { name: 'Token erstellen' }));
  const name = screen.getByLabelText('Name');
  expect(name).toHaveAccessibleDescription('Bitte geben Sie dem Token einen Namen.');
  expect(name).toHaveFocus();
  expect(scope).toHaveAccessibleDescription('Wählen Sie mindestens ein Recht.');
  expect(scope).toBeInvalid();

  await person.type(name, 'Backup{Enter}');
  expect(scope).toHaveFocus();
  expect(api.sent('POST /api/user/tokens')).toEqual([]);
});

it('tokens: last use and expiry are shown; revoked after a question', async () => {
  const tokens = [
    token({ last_used: now(), last_used_ip: '198.51.100.7' }),
    token({ id: HERE, name: 'Alt', expires_at: new Date(Date.now() - 1000).toISOString() }),
  ];
  const revoke = `DELETE /api/user/tokens/${THERE}`;
  const api = accountApi([], tokens).on(revoke, () => {
    tokens.shift();
    return ok({ message: 'Token widerrufen' });
  });
  const { person } = openPage('/account');
  const [used, old] = await rows('API-Tokens');
  expect(used).toHaveTextContent(/Läuft ab.*Zuletzt benutzt jetzt \(198\.51\.100\.7\)/);
  expect(old).toHaveTextContent(/Abgelaufen.*Zuletzt benutzt nie/);

  await person.click(within(used as HTMLElement).getByRole('button', { name: 'Widerrufen' }));
  const dialog = screen.getByRole('dialog', { name: 'Token „Backup“ widerrufen?' });
  expect(api.sent(revoke)).toEqual([]);
  await person.click(within(dialog).getByRole('button', { name: 'Widerrufen' }));
  await waitFor(async () => expect(await rows('API-Tokens')).toHaveLength(1));
});

it('tokens cannot be loaded: the problem is shown', async () => {
  accountApi([session({ current: true })]).on('GET /api/user/tokens', () => problem(400, 'internal_error', 'Nanu.'));
  openPage('/account');
  expect(await screen.findByRole('alert')).toHaveTextContent('Nanu.');
});

const visit = (id: number, more: Partial<OwnVisit> = {}): OwnVisit => ({
  id: THERE.replace(/2$/, String(id)),
  by: 'Grace',
  as: 'admin',
  type: 'dev',
  display_name: 'Development Container',
  at: now(),
  ended_at: null,
  reason: null,
  ...more,
});

it('name and language: saved, shown in the menu; an empty name is taken away', async () => {
  let stored = user;
  const api = accountApi([]).on('PATCH /api/user/me', ({ body }) => {
    const { display_name = null, language = null } = body as OwnAccountChange;
    stored = { ...stored, display_name, language };
    return ok(stored);
  });
  const { person } = openPage('/account');
  const name = await screen.findByLabelText('Anzeigename');
  await person.type(name, 'Ann Lee');
  await person.selectOptions(screen.getByLabelText('Sprache der Mails'), 'en');
  await person.click(screen.getByRole('button', { name: 'Speichern' }));
  expect(await screen.findByText('Gespeichert.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Konto von Ann Lee' })).toBeVisible();
  await person.clear(name);
  expect(screen.queryByText('Gespeichert.')).toBeNull();
  await person.click(screen.getByRole('button', { name: 'Speichern' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Konto von test@example.com' })).toBeVisible());
  expect(api.sent('PATCH /api/user/me').map(({ body }) => body)).toEqual([
    { display_name: 'Ann Lee', language: 'en' },
    { display_name: null, language: 'en' },
  ]);
});

it('name is refused: the problem is shown, what was typed stays', async () => {
  accountApi([]).on('PATCH /api/user/me', () => problem(400, 'invalid_request', 'Das geht nicht.'));
  const { person } = openPage('/account');
  await person.type(await screen.findByLabelText('Anzeigename'), 'x');
  await person.click(screen.getByRole('button', { name: 'Speichern' }));
  expect(await screen.findByText('Das geht nicht.')).toBeVisible();
  expect(screen.getByLabelText('Anzeigename')).toHaveValue('x');
});

it('visits: who, when and why, and older ones on request', async () => {
  accountApi([])
    .on('GET /api/user/visits?limit=10', () =>
      ok({ items: [visit(1, { reason: 'Ihre Frage', ended_at: now() })], next_cursor: 'abc', total: 2 }),
    )
    .on('GET /api/user/visits?limit=10&cursor=abc', () =>
      ok({ items: [visit(3, { by: 'x'.repeat(80) })], next_cursor: null, total: 2 }),
    );
  const { person } = openPage('/account');
  const list = 'Wer Ihre Container geöffnet hat';
  expect((await rows(list)).map(({ textContent }) => textContent)).toEqual([
    expect.stringMatching(/^Grace hat Development Container geöffnet.*bis .*Grund: Ihre Frage$/),
  ]);
  await person.click(screen.getByRole('button', { name: 'Ältere Besuche' }));
  await waitFor(async () => expect(await rows(list)).toHaveLength(2));
  expect(screen.queryByRole('button', { name: 'Ältere Besuche' })).toBeNull();
});

it('no visits: said so', async () => {
  accountApi([]);
  openPage('/account');
  expect(await screen.findByText('Bisher niemand.')).toBeVisible();
});

it.each([
  ['Kontodaten (JSON)', '/api/user/export'],
  ['Dateien (ZIP)', '/api/user/export/files'],
])('%s: downloaded after the session was renewed', async (button, address) => {
  const api = accountApi([]).on('GET /api/user/me', () => ok(user));
  const clicked: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    expect(this.hasAttribute('download')).toBe(true);
    clicked.push(new URL(this.href).pathname);
  });
  const { person } = openPage('/account');
  await person.click(await screen.findByRole('button', { name: button }));
  await waitFor(() => expect(clicked).toEqual([address]));
  expect(api.sent('GET /api/user/me')).toHaveLength(1);
  vi.restoreAllMocks();
});

it.each([
  ['not allowed here', deletion({ allowed: false }), /^Hier kann niemand sein Konto selbst löschen/],
  ['the only admin', deletion({ last_admin: true }), /^Ihr Konto ist das einzige mit Administratorrechten/],
])('deletion, %s: the reason, and no button', async (_, answer, reason) => {
  accountApi([]).on('GET /api/user/me/deletion', () => ok(answer));
  openPage('/account');
  expect(await screen.findByText(reason)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Konto löschen …' })).toBeNull();
});

it('deletion, old login: its button logs out', async () => {
  const api = accountApi([])
    .on('GET /api/user/me/deletion', () => ok(deletion({ login_fresh_until: null })))
    .on('POST /api/auth/logout', () => ok({ message: 'Abgemeldet' }));
  const { person } = openPage('/account');
  await person.click(await screen.findByRole('button', { name: 'Abmelden und neu anmelden' }));
  await waitFor(() => expect(api.sent('POST /api/auth/logout')).toHaveLength(1));
  await waitFor(() => expect(window.location.pathname).toBe('/login'));
});

it('deletion: asked first, then the log-in opens; a refusal is shown', async () => {
  const answers = [problem(409, 'last_admin', 'Sie sind der letzte Admin.'), ok({ message: 'Konto gelöscht' })];
  const api = accountApi([]).on('DELETE /api/user/me', () => answers.shift() ?? ok(null));
  const { person } = openPage('/account');
  const confirm = async () => {
    await person.click(await screen.findByRole('button', { name: 'Konto löschen …' }));
    const question = within(await screen.findByRole('dialog', { name: 'Konto wirklich löschen?' }));
    expect(question.getByText(/^Sie werden überall abgemeldet.* 30 Tage lang/)).toBeVisible();
    await person.click(question.getByRole('button', { name: 'Konto löschen' }));
  };
  await confirm();
  expect(await screen.findByText('Sie sind der letzte Admin.')).toBeVisible();
  await confirm();
  await waitFor(() => expect(window.location.pathname).toBe('/login'));
  expect(api.sent('DELETE /api/user/me')).toHaveLength(2);
});
