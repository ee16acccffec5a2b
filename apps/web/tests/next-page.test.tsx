import { screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nextPage, rememberNextPage, takeNextPage } from '../src/features/auth/next-page.js';
import { FakeApi, notLoggedIn, ok, requested, TOKEN, user } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const left = vi.fn<(path: string) => void>();

beforeEach(() => {
  sessionStorage.clear();
  left.mockClear();
  vi.spyOn(window.location, 'replace').mockImplementation((url) => left(String(url)));
});

describe('the page after the log-in', () => {
  it.each([
    ['/ann-dev/', '/ann-dev/'],
    ['/ann-dev/a?b=1&next=//evil.example', '/ann-dev/a?b=1&next=//evil.example'],
    ['/account', '/account'],
    [
      '/enter?to=https%3A%2F%2Fann-dev.apps.example%2F&state=0',
      '/enter?to=https%3A%2F%2Fann-dev.apps.example%2F&state=0',
    ],
    ['/ann-dev/../bob-dev/', '/bob-dev/'],
    ['/apidocs', '/apidocs'],
    ['/confirm#token', '/confirm'],
  ])('%s: is a page of this origin', (wish, path) => {
    expect(nextPage(wish)).toBe(path);
  });

  it.each([
    null,
    '',
    'ann-dev',
    '//evil.example',
    '//evil.example/ann-dev',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '///evil.example',
    'https://evil.example',
    'https:/evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/api',
    '/api/auth/logout',
    '/API/auth/logout',
    '/%61pi/auth/logout',
    '/x/../api/auth/logout',
    '/api?x',
  ])('%j: is no page of this origin', (wish) => {
    expect(nextPage(wish)).toBeNull();
  });

  it('stored page: used once, for 30 minutes, replaced by a log-in without one', () => {
    rememberNextPage('/ann-dev/');
    expect([takeNextPage(), takeNextPage()]).toEqual(['/ann-dev/', null]);

    rememberNextPage('/ann-dev/');
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 30 * 60_000);
    expect(takeNextPage()).toBeNull();

    rememberNextPage('/ann-dev/');
    rememberNextPage(null);
    expect(takeNextPage()).toBeNull();
  });

  it('stored page of another origin: ignored', () => {
    localStorage.setItem('spawner.next', JSON.stringify({ path: '//evil.example', at: Date.now() }));
    expect(takeNextPage()).toBeNull();
  });
});

describe('logging in', () => {
  it.each([
    ['/admin/people?state=blocked', '?next=%2Fadmin%2Fpeople%3Fstate%3Dblocked'],
    ['/class/7/members', '?next=%2Fclass%2F7%2Fmembers'],
    ['/account', '?next=%2Faccount'],
    ['/dashboard', ''],
  ])('%s without a session: the log-in leads back to it', async (path, search) => {
    new FakeApi().loggedOut();
    openPage(path);
    expect(await screen.findByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
    expect(window.location.pathname + window.location.search).toBe(`/login${search}`);
  });

  it('log-out: the next log-in starts at the dashboard', async () => {
    const api = new FakeApi().on('POST /api/auth/logout', () => ok({ message: '' }));
    const { person } = openPage('/account');
    await person.click(await screen.findByRole('button', { name: /test@example.com/ }));
    api.loggedOut();
    await person.click(screen.getByRole('button', { name: 'Abmelden' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
    expect(window.location.pathname + window.location.search).toBe('/login');
  });

  it('?next of a service: the service opens after the log-in', async () => {
    new FakeApi()
      .loggedOut()
      .on('POST /api/auth/login', () => ok(requested))
      .on('POST /api/auth/session', () => ok({ user }));
    const { person } = openPage('/login?next=%2Fann-dev%2Fa%3Fb%3D1');
    await person.type(await screen.findByLabelText('Mailadresse'), 'test@example.com{Enter}');
    await screen.findByRole('heading', { name: 'Prüfen Sie Ihr Postfach' });

    openPage(`/confirm#${TOKEN}`);
    await person.click(await screen.findByRole('button', { name: 'Jetzt anmelden' }));
    await waitFor(() => expect(left).toHaveBeenCalledWith('/ann-dev/a?b=1'));
  });

  it('?next of another origin: the dashboard opens', async () => {
    new FakeApi()
      .loggedOut()
      .on('POST /api/auth/login', () => ok(requested))
      .on('GET /api/user/containers', () => ok({ containers: [] }))
      .on('POST /api/auth/session', () => ok({ user }));
    const { person } = openPage('/login?next=%2F%2Fevil.example');
    await person.type(await screen.findByLabelText('Mailadresse'), 'test@example.com{Enter}');
    await screen.findByRole('heading', { name: 'Prüfen Sie Ihr Postfach' });

    openPage(`/confirm#${TOKEN}`);
    await person.click(await screen.findByRole('button', { name: 'Jetzt anmelden' }));
    await waitFor(() => expect(window.location.pathname).toBe('/dashboard'));
    expect(left).not.toHaveBeenCalled();
  });

  it('link to the other form: ?next is kept', async () => {
    new FakeApi().loggedOut();
    openPage('/login?next=%2Fann-dev%2F');
    const link = await screen.findByRole('link', { name: 'Registrieren' });
    expect(link).toHaveAttribute('href', '/register?next=%2Fann-dev%2F');
  });
});

describe('logged in already', () => {
  it.each(['/ann-dev/', '/enter?to=https%3A%2F%2Fann-dev.apps.example%2F&state=0'])(
    '?next=%s: the browser loads it from the server',
    async (path) => {
      new FakeApi().on('POST /api/auth/session/refresh', () => ok({ user }));
      openPage(`/login?next=${encodeURIComponent(path)}`);
      await waitFor(() => expect(left).toHaveBeenCalledWith(path));
    },
  );

  it('?next of a service: session is renewed first; no loop when the service sends back', async () => {
    const api = new FakeApi()
      .on('POST /api/auth/session/refresh', () => ok({ user }))
      .on('GET /api/user/containers', () => ok({ containers: [] }));
    openPage('/login?next=%2Fann-dev%2F');
    await waitFor(() => expect(left).toHaveBeenCalledWith('/ann-dev/'));
    expect(api.sent('POST /api/auth/session/refresh')).toHaveLength(1);

    // The service sends its visitor back at once.
    openPage('/login?next=%2Fann-dev%2F');
    await waitFor(() => expect(window.location.pathname).toBe('/dashboard'));
    expect(left).toHaveBeenCalledOnce();
  });

  it('session cannot be renewed: the dashboard opens', async () => {
    new FakeApi()
      .on('POST /api/auth/session/refresh', () => notLoggedIn)
      .on('GET /api/user/containers', () => ok({ containers: [] }));
    openPage('/login?next=%2Fann-dev%2F');
    await waitFor(() => expect(window.location.pathname).toBe('/dashboard'));
    expect(left).not.toHaveBeenCalled();
  });
});
