import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeApi, ok, user } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const notFound = () => screen.findByRole('heading', { name: 'Diese Seite gibt es nicht' });

it('another role: no entry, and the console does not exist', async () => {
  const api = new FakeApi().on('GET /api/auth/session', () =>
    ok({ user: { ...user, role: 'manager', is_admin: false } }),
  );
  openPage('/admin');
  expect(await notFound()).toBeVisible();
  expect(api.requests.map(({ call }) => call).filter((call) => call.includes('/api/admin/'))).toEqual([]);
});

it('admin: opens the console from the account menu, and its navigation names the page', async () => {
  new FakeApi().on('GET /api/user/containers', () => ok({ containers: [] }));
  const { person } = openPage('/dashboard');
  await person.click(await screen.findByRole('button', { name: /test@example.com/ }));
  await person.click(screen.getByRole('link', { name: 'Verwaltung' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Übersicht' })).toBeVisible();
  const [navigation] = screen.getAllByRole('navigation', { name: 'Verwaltung' });
  expect(within(navigation as HTMLElement).getByRole('link', { current: 'page' })).toHaveTextContent('Übersicht');
});

it('visitor: log-in', async () => {
  new FakeApi().loggedOut();
  openPage('/admin/people');
  expect(await screen.findByRole('heading', { name: 'Anmelden' })).toBeVisible();
});

it('unknown page of the console: says so inside the frame', async () => {
  new FakeApi();
  openPage('/admin/nothing');
  expect(await notFound()).toBeVisible();
  expect(screen.getAllByRole('navigation', { name: 'Verwaltung' })).not.toHaveLength(0);
});
