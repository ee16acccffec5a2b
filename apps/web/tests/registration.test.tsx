import type { OwnApproval, RegistrationInfo, User } from '@spawner/contracts';
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { FakeApi, info, ok, problem, requested, TOKEN, user } from './support/fake-api.js';
import { FakeEventSource } from './support/fake-events.js';
import { openPage } from './support/render-app.js';

const visitor = (registration: Partial<RegistrationInfo>) =>
  new FakeApi()
    .loggedOut()
    .on('GET /api/info', () => ok({ ...info, registration: { ...info.registration, ...registration } }));

describe('registration that no address could pass', () => {
  it.each([
    ['closed', 'Die Registrierung ist geschlossen'],
    ['invitation', 'Registrieren geht hier nur mit einer Einladung'],
  ] as const)('%s: the page says so and shows no form', async (mode, title) => {
    visitor({ mode, hint: 'Fragen Sie Frau Lang.' });
    openPage('/register');
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeVisible();
    expect(screen.getByText('Fragen Sie Frau Lang.')).toBeVisible();
    expect(screen.queryByLabelText('Mailadresse')).toBeNull();
  });

  it.each(['closed', 'invitation'] as const)('%s: the log-in offers no registration', async (mode) => {
    visitor({ mode });
    openPage('/login');
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Registrieren' })).toBeNull());
    expect(screen.getByLabelText('Mailadresse')).toBeVisible();
  });
});

it('rules: the hint stands above the form, and the refusal of an address below it', async () => {
  const api = visitor({ mode: 'rules', hint: 'Nur Adressen von schule.example.' }).on('POST /api/auth/signup', () =>
    problem(403, 'mail_not_allowed', 'Mit dieser Adresse geht es nicht.', 'Nur Adressen von schule.example.'),
  );
  const { person } = openPage('/register');
  expect(await screen.findByText('Nur Adressen von schule.example.')).toBeVisible();
  await person.type(screen.getByLabelText('Mailadresse'), 'a@other.example{Enter}');
  expect(await screen.findByRole('alert')).toHaveTextContent('Mit dieser Adresse geht es nicht.');
  expect(api.sent('POST /api/auth/signup')).toHaveLength(1);
});

describe('no admin yet', () => {
  const open = async () => {
    const api = visitor({ mode: 'closed', setup_code: true });
    const { person } = openPage('/register');
    await screen.findByRole('heading', { level: 1, name: 'Ersten Admin einrichten' });
    await person.type(screen.getByLabelText('Mailadresse'), 'a@example.com');
    return { api, person, code: screen.getByLabelText('Einrichtungscode') };
  };

  it('without the code: message at the field, no request', async () => {
    const { api, person, code } = await open();
    await person.click(screen.getByRole('button', { name: 'Magic Link senden' }));
    expect(code).toHaveAccessibleDescription('Bitte geben Sie den Einrichtungscode ein.');
    expect(code).toHaveFocus();
    expect(api.sent('POST /api/auth/signup')).toEqual([]);
  });

  it('wrong code: the API’s words at the field; the right one is sent, also with the second mail', async () => {
    const { api, person, code } = await open();
    api.on('POST /api/auth/signup', ({ body }) =>
      (body as { setup_code?: string }).setup_code === 'K7QM-9X2P'
        ? ok(requested)
        : problem(403, 'setup_code_wrong', 'Dieser Einrichtungscode stimmt nicht.'),
    );
    await person.type(code, 'WRONG{Enter}');
    await waitFor(() => expect(code).toHaveAccessibleDescription('Dieser Einrichtungscode stimmt nicht.'));
    expect(code).toHaveFocus();
    expect(screen.queryByRole('alert')).toBeNull();
    await person.clear(code);
    await person.type(code, ' K7QM-9X2P {Enter}');
    await screen.findByRole('heading', { name: 'Prüfen Sie Ihr Postfach' });
    const state = (window.history.state as { usr: { setupCode: string } }).usr;
    expect(state.setupCode).toBe('K7QM-9X2P');
  });
});

describe('approval', () => {
  const waiting: OwnApproval = { approval: 'waiting', since: new Date().toISOString(), reason: null };
  const open = async (approval: User['approval'], own: OwnApproval) => {
    const me = { ...user, approval };
    const api = new FakeApi()
      .on('GET /api/auth/session', () => ok({ user: me }))
      .on('GET /api/user/approval', () => ok(own))
      .on('GET /api/user/containers', () => ok({ containers: [] }));
    openPage('/dashboard');
    await screen.findByRole('heading', { level: 1, name: /^Ihre Anmeldung/ });
    return { api, me };
  };

  it('waiting: one page instead of the dashboard; it opens as soon as an admin has decided', async () => {
    const { api, me } = await open('waiting', waiting);
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Ihre Anmeldung wartet auf Freigabe');
    expect(within(screen.getByRole('main')).getByRole('button', { name: 'Abmelden' })).toBeVisible();
    expect(api.sent('GET /api/user/containers')).toEqual([]);
    me.approval = 'granted';
    await waitFor(() => expect(FakeEventSource.open.map(({ url }) => url)).toEqual(['/api/user/approval/events']));
    act(() => FakeEventSource.open[0]?.send(JSON.stringify({ ...waiting, approval: 'granted' }), 'approval'));
    expect(await screen.findByRole('heading', { level: 1, name: /^Hallo/ })).toBeVisible();
  });

  it('refused: the page says so and why', async () => {
    await open('refused', { ...waiting, approval: 'refused', reason: 'Bitte mit der Schuladresse.' });
    expect(await screen.findByText('Bitte mit der Schuladresse.')).toBeVisible();
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Ihre Anmeldung wurde nicht freigegeben');
  });
});

describe('invitation', () => {
  const offer = {
    email: 'new@example.com',
    role: 'manager',
    classes: [],
    invited_by: 'Ann Lang',
    expires_at: '2026-12-24T12:00:00Z',
  };
  const path = `/invite#${TOKEN}`;
  const invited = { ...user, id: 2, email: offer.email };

  it('opened: shows who invites, for which address and as what; only the click accepts', async () => {
    const api = new FakeApi()
      .loggedOut()
      .on('POST /api/auth/invitation/offer', () => ok(offer))
      .on('POST /api/auth/invitation', () => ok({ user: invited }))
      .on('GET /api/user/containers', () => ok({ containers: [] }));
    const { person } = openPage(path);
    expect(await screen.findByText(/^Ann Lang lädt Sie ein/)).toBeVisible();
    expect(screen.getByText('new@example.com')).toBeVisible();
    expect(screen.getByText('Leitung')).toBeVisible();
    expect(screen.getByText('24. Dezember 2026')).toBeVisible();
    expect(api.sent('POST /api/auth/invitation')).toEqual([]);
    await person.click(screen.getByRole('button', { name: 'Einladung annehmen' }));
    expect(await screen.findByRole('heading', { level: 1, name: /^Hallo/ })).toBeVisible();
    expect(api.sent('POST /api/auth/invitation')[0]?.body).toEqual({ token: TOKEN });
    expect(window.location.hash).toBe('');
  });

  it('logged in as somebody else: the page says so and offers to stay', async () => {
    new FakeApi().on('POST /api/auth/invitation/offer', () => ok(offer));
    openPage(path);
    expect(await screen.findByText('Sie sind als test@example.com angemeldet.')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Als test@example.com weiterarbeiten' })).toHaveAttribute(
      'href',
      '/dashboard',
    );
  });

  it.each([
    [path, 'Diese Einladung gilt nicht mehr'],
    ['/invite#cut-off', 'Dieser Link ist unvollständig'],
  ])('%s, useless: the page says why', async (address, title) => {
    new FakeApi().loggedOut().on('POST /api/auth/invitation/offer', () => problem(403, 'link_invalid'));
    openPage(address);
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeVisible();
  });
});
