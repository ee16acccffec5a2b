import { screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { FakeApi, TOKEN, later, ok, problem, user } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const OPEN_SESSION = 'POST /api/auth/session';
const confirm = () => screen.findByRole('button', { name: 'Jetzt anmelden' });

it('consumes nothing by being opened', async () => {
  const api = new FakeApi().loggedOut();
  openPage(`/confirm#${TOKEN}`);
  await confirm();
  expect(api.requests.filter(({ call }) => call.startsWith('POST'))).toEqual([]);
});

it('opens the session by one click, once, and forgets the token', async () => {
  const { reply, give } = later();
  const api = new FakeApi()
    .loggedOut()
    .on(OPEN_SESSION, () => reply)
    .on('GET /api/user/containers', () => ok({ containers: [] }));
  const { person } = openPage(`/confirm#${TOKEN}`);

  const button = await confirm();
  const push = vi.spyOn(window.history, 'pushState');
  await person.dblClick(button);
  give(ok({ user }));

  expect(await screen.findByRole('heading', { name: 'Hallo, test' })).toBeVisible();
  expect(api.sent(OPEN_SESSION).map(({ body }) => body)).toEqual([{ token: TOKEN }]);
  expect(window.location.pathname + window.location.hash).toBe('/dashboard');
  expect(push).not.toHaveBeenCalled();
});

it.each(['/confirm', '/confirm#', '/confirm#too-short'])('says that %s is incomplete', async (path) => {
  new FakeApi().loggedOut();
  openPage(path);
  expect(await screen.findByRole('heading', { name: 'Dieser Link ist unvollständig' })).toBeVisible();
  expect(screen.getByRole('link', { name: 'Neuen Link anfordern' })).toHaveAttribute('href', '/login');
});

it('says that a used or expired link is of no use, and drops its token', async () => {
  new FakeApi().loggedOut().on(OPEN_SESSION, () => problem(401, 'link_invalid'));
  const { person } = openPage(`/confirm#${TOKEN}`);
  await person.click(await confirm());
  expect(await screen.findByRole('heading', { name: 'Dieser Link gilt nicht mehr' })).toBeVisible();
  expect(window.location.hash).toBe('');
});

it('keeps the link for another try when the network fails', async () => {
  let tries = 0;
  new FakeApi()
    .loggedOut()
    .on(OPEN_SESSION, () => {
      tries += 1;
      if (tries === 1) throw new TypeError('fetch failed');
      return ok({ user });
    })
    .on('GET /api/user/containers', () => ok({ containers: [] }));
  const { person } = openPage(`/confirm#${TOKEN}`);
  await person.click(await confirm());
  expect(await screen.findByRole('alert')).toHaveTextContent('Keine Verbindung zum Server');
  await person.click(await confirm());
  await waitFor(() => expect(window.location.pathname).toBe('/dashboard'));
});
