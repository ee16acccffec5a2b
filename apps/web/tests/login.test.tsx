import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { FakeApi, info, later, notLoggedIn, ok, problem, requested } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const sent = ok(requested);

const describedBy = (field: HTMLElement) => document.getElementById(field.getAttribute('aria-describedby') ?? '');

describe.each([
  { path: '/login', call: 'POST /api/auth/login', heading: 'Anmelden' },
  { path: '/register', call: 'POST /api/auth/signup', heading: 'Registrieren' },
])('$path', ({ path, call, heading }) => {
  it('email address is sent: next page names the address', async () => {
    const api = new FakeApi().loggedOut().on(call, () => sent);
    const { person } = openPage(path);
    expect(await screen.findByRole('heading', { level: 1, name: heading })).toBeVisible();

    await person.type(screen.getByLabelText('Mailadresse'), '  Test@Example.com ');
    await person.click(screen.getByRole('button', { name: 'Magic Link senden' }));

    expect(await screen.findByRole('heading', { name: 'Prüfen Sie Ihr Postfach' })).toBeVisible();
    expect(screen.getByText('test@example.com')).toBeVisible();
    expect(api.sent(call).map(({ body }) => body)).toEqual([{ email: 'test@example.com' }]);
    expect(window.location.pathname).toBe('/mail-sent');
    expect(document.title).toBe('Prüfen Sie Ihr Postfach · Spawner');
  });

  it('second click before the first is drawn: one mail', async () => {
    const api = new FakeApi().loggedOut().on(call, () => sent);
    const { person } = openPage(path);
    await person.type(await screen.findByLabelText('Mailadresse'), 'test@example.com');
    const submit = screen.getByRole<HTMLButtonElement>('button', { name: 'Magic Link senden' });
    submit.click();
    submit.click();
    expect(await screen.findByRole('heading', { name: 'Prüfen Sie Ihr Postfach' })).toBeVisible();
    expect(api.sent(call)).toHaveLength(1);
  });

  it('not an email address: message at the field, no request', async () => {
    const api = new FakeApi().loggedOut();
    const { person } = openPage(path);
    const submit = await screen.findByRole('button', { name: 'Magic Link senden' });

    await person.click(submit);
    const field = screen.getByLabelText('Mailadresse');
    expect(field).toHaveAccessibleDescription('Bitte geben Sie Ihre Mailadresse ein.');
    expect(field).toHaveFocus();

    await person.type(field, 'test@');
    await person.click(submit);
    expect(field).toHaveAccessibleDescription(/keine vollständige Mailadresse/);
    expect(field).toBeInvalid();
    expect(api.sent(call)).toEqual([]);
  });

  it.each([
    ['jörg@example.com', /vor dem @ Umlaute/],
    [`${'a'.repeat(65)}@example.com`, /zu lang/],
  ])('address %s: the reason at the field', async (address, reason) => {
    new FakeApi().loggedOut();
    const { person } = openPage(path);
    const field = await screen.findByLabelText('Mailadresse');
    await person.type(field, `${address}{Enter}`);
    expect(field).toHaveAccessibleDescription(reason);
  });

  it('Enter in an invalid field: the field gets the focus anew, so that its message is read out once', async () => {
    new FakeApi().loggedOut();
    const { person } = openPage(path);
    const field = await screen.findByLabelText('Mailadresse');
    await person.click(field);
    const focused: string[] = [];
    field.addEventListener('focus', () => focused.push(describedBy(field)?.textContent ?? ''));
    await person.keyboard('{Enter}');
    expect(focused).toEqual(['Bitte geben Sie Ihre Mailadresse ein.']);
    expect(describedBy(field)).not.toHaveAttribute('aria-live');
  });

  it('server refuses: its problem is shown', async () => {
    new FakeApi()
      .loggedOut()
      .on(call, () => problem(429, 'too_many_mails', 'Zu viele Mails.', 'Warten Sie 42 Minuten.'));
    const { person } = openPage(path);
    await person.type(await screen.findByLabelText('Mailadresse'), 'test@example.com{Enter}');

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Zu viele Mails.');
    expect(alert).toHaveTextContent('Warten Sie 42 Minuten.');
  });
});

it.each(['/', '/login', '/register', '/dashboard'])(
  'visitor without a login at %s: log-in page, and no request fails',
  async (path) => {
    const api = new FakeApi().loggedOut();
    openPage(path);
    expect(await screen.findByLabelText('Mailadresse')).toBeVisible();
    expect(api.sent('GET /api/auth/session')).toHaveLength(1);
    await waitFor(() => expect(api.requests.filter(({ status }) => status === undefined)).toEqual([]));
    expect(api.requests.filter(({ status }) => status !== 200)).toEqual([]);
  },
);

it('session has ended on the server: one renewal, then the log-in', async () => {
  const api = new FakeApi().on('GET /api/auth/session', () => notLoggedIn);
  openPage('/dashboard');
  expect(await screen.findByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
  expect(api.sent('POST /api/auth/session/refresh')).toHaveLength(1);
});

it('several clicks: one request', async () => {
  const { reply, give } = later();
  const api = new FakeApi().loggedOut().on('POST /api/auth/login', () => reply);
  const { person } = openPage('/login');
  await person.type(await screen.findByLabelText('Mailadresse'), 'test@example.com{Enter}{Enter}');
  expect(await screen.findByRole('button', { name: 'Wird gesendet …' })).toBeVisible();
  give(sent);
  await screen.findByRole('heading', { name: 'Prüfen Sie Ihr Postfach' });
  expect(api.sent('POST /api/auth/login')).toHaveLength(1);
});

it('server is away: the page says so', async () => {
  new FakeApi().loggedOut().on('POST /api/auth/login', () => {
    throw new TypeError('fetch failed');
  });
  const { person } = openPage('/login');
  await person.type(await screen.findByLabelText('Mailadresse'), 'test@example.com{Enter}');
  expect(await screen.findByRole('alert')).toHaveTextContent('Keine Verbindung zum Server');
});

it('each form: a link to the other', async () => {
  new FakeApi().loggedOut();
  const { person } = openPage('/login');
  await person.click(await screen.findByRole('link', { name: 'Registrieren' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Registrieren' })).toBeVisible();
});

it('logged in already: the dashboard opens', async () => {
  new FakeApi().on('GET /api/user/containers', () => ok({ containers: [] }));
  openPage('/login');
  await waitFor(() => expect(window.location.pathname).toBe('/dashboard'));
});

it('start page without a login: the log-in opens', async () => {
  new FakeApi().loggedOut();
  openPage('/');
  expect(await screen.findByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
  expect(window.location.pathname).toBe('/login');
});

it('no mail server: next page links to the outbox', async () => {
  new FakeApi()
    .loggedOut()
    .on('POST /api/auth/login', () => sent)
    .on('GET /api/info', () => ok({ ...info, mail: 'outbox' }));
  const { person } = openPage('/login');
  await person.type(await screen.findByLabelText('Mailadresse'), 'test@example.com{Enter}');
  expect(await screen.findByRole('link', { name: 'Postausgang öffnen' })).toHaveAttribute('href', '/outbox');
});

it('mistake of the page itself: not called a lost connection', async () => {
  new FakeApi().loggedOut();
  const { person } = openPage('/login');
  const field = await screen.findByLabelText('Mailadresse');
  vi.stubGlobal('AbortController', undefined);
  await person.type(field, 'test@example.com');
  await person.click(screen.getByRole('button', { name: 'Magic Link senden' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Etwas ist schiefgegangen');
});

it('connection is lost: said so', async () => {
  new FakeApi().loggedOut().on('POST /api/auth/login', () => {
    throw new TypeError('Failed to fetch');
  });
  const { person } = openPage('/login');
  await person.type(await screen.findByLabelText('Mailadresse'), 'test@example.com');
  await person.click(screen.getByRole('button', { name: 'Magic Link senden' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Keine Verbindung zum Server');
});
