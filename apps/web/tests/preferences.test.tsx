import { screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { initialLanguage } from '../src/i18n/language.js';
import { container, FakeApi, info, ok } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

it('language is switched before the log-in: stored for the next visit', async () => {
  new FakeApi().loggedOut();
  const { person } = openPage('/login');
  await person.click(await screen.findByRole('radio', { name: 'English' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
  expect(screen.getByRole('button', { name: 'Send magic link' })).toBeVisible();
  expect(document.documentElement.lang).toBe('en');
  expect(document.title).toBe('Log in · Spawner');
  expect(initialLanguage()).toBe('en');
});

it('language is switched: the API is asked again in it', async () => {
  const api = new FakeApi().on('GET /api/user/containers', () => ok({ containers: [container('dev')] }));
  const { person } = openPage('/dashboard');
  await screen.findByRole('article', { name: 'Development Container' });
  await person.click(screen.getByRole('radio', { name: 'English' }));
  await waitFor(() => expect(api.sent('GET /api/user/containers').at(-1)?.headers.get('accept-language')).toBe('en'));
  expect(screen.getByText('Not created yet')).toBeVisible();
});

it.each([
  [['de-AT', 'en'], 'de'],
  [['en-US', 'de'], 'en'],
  [['fr', 'en'], 'en'],
  [['fr', 'it'], 'de'],
  [[], 'de'],
])('browser prefers %j: first visit in %s', (languages, expected) => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages);
  expect(initialLanguage()).toBe(expected);
});

it('theme is switched: the page changes', async () => {
  new FakeApi().loggedOut();
  const { person } = openPage('/login');
  await person.click(await screen.findByRole('radio', { name: 'Dunkel' }));
  expect(document.documentElement).toHaveClass('dark');
  await person.click(screen.getByRole('radio', { name: 'Hell' }));
  expect(document.documentElement).not.toHaveClass('dark');
});

it('local storage: language and theme only', async () => {
  new FakeApi().on('GET /api/user/containers', () => ok({ containers: [container('dev')] }));
  const { person } = openPage('/dashboard');
  await screen.findByRole('article', { name: 'Development Container' });
  await person.click(screen.getByRole('radio', { name: 'English' }));
  await person.click(screen.getByRole('radio', { name: 'Dark' }));
  expect(Object.keys(localStorage).sort()).toEqual(['spawner.language', 'spawner.theme']);
  expect(sessionStorage).toHaveLength(0);
});

it('account button: names the user; log-out opens the log-in', async () => {
  const api = new FakeApi()
    .on('GET /api/user/containers', () => ok({ containers: [] }))
    .on('GET /api/info', () => ok({ ...info, mail: 'outbox' }))
    .on('POST /api/auth/logout', () => ok({ message: 'Abgemeldet' }));
  const { person } = openPage('/dashboard');
  const account = await screen.findByRole('button', { name: 'Konto von test@example.com' });
  expect(account).not.toHaveAttribute('aria-label');
  expect(screen.getByText('Admin')).toBeInTheDocument();
  expect(await screen.findByRole('link', { name: 'Postausgang' })).toHaveAttribute('href', '/outbox');
  api.loggedOut();
  await person.click(screen.getByRole('button', { name: 'Abmelden' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
  expect(api.sent('POST /api/auth/logout')).toHaveLength(1);
});
