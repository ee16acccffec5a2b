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

const ASKED_BY = 'POST /api/auth/link/asked-by';
const elsewhere = {
  browser: 'Firefox',
  system: 'Windows',
  ip: '203.0.113.9',
  at: new Date().toISOString(),
  email: 'eve@example.com',
};

/** In a browser that did not ask for the link, after the first click. */
async function openElsewhere() {
  const api = new FakeApi()
    .loggedOut()
    .on(OPEN_SESSION, ({ body }) =>
      (body as { confirmed?: boolean }).confirmed ? ok({ user }) : problem(409, 'confirmation_needed'),
    )
    .on(ASKED_BY, () => ok(elsewhere))
    .on('POST /api/auth/link/refuse', () => ok({ message: 'Gesperrt' }))
    .on('GET /api/user/containers', () => ok({ containers: [] }));
  const { person } = openPage(`/confirm#${TOKEN}`);
  await person.click(await confirm());
  await screen.findByRole('heading', { name: 'Waren Sie das?' });
  return { api, person };
}

it('shows another browser who asked, and logs in only after a yes', async () => {
  const { api, person } = await openElsewhere();
  expect(await screen.findByText('Firefox auf Windows')).toBeVisible();
  expect(screen.getByText('203.0.113.9')).toBeVisible();
  expect(screen.getByText('eve@example.com')).toBeVisible();
  expect(api.sent(OPEN_SESSION)).toHaveLength(1);

  await person.click(screen.getByRole('button', { name: 'Ja, das war ich' }));
  expect(await screen.findByRole('heading', { name: 'Hallo, test' })).toBeVisible();
  expect(api.sent(OPEN_SESSION).map(({ body }) => body)).toEqual([{ token: TOKEN }, { token: TOKEN, confirmed: true }]);
});

it('blocks the link of somebody else', async () => {
  const { api, person } = await openElsewhere();
  await person.click(screen.getByRole('button', { name: 'Das war ich nicht' }));
  expect(await screen.findByRole('heading', { name: 'Der Link ist gesperrt' })).toBeVisible();
  expect(api.sent('POST /api/auth/link/refuse').map(({ body }) => body)).toEqual([{ token: TOKEN }]);
  expect(api.sent(OPEN_SESSION)).toHaveLength(1);
  expect(window.location.hash).toBe('');
});

it('does not ask for a yes before it is known to what', async () => {
  const { reply, give } = later();
  const api = new FakeApi()
    .loggedOut()
    .on(OPEN_SESSION, () => problem(409, 'confirmation_needed'))
    .on(ASKED_BY, () => reply);
  const { person } = openPage(`/confirm#${TOKEN}`);
  await person.click(await confirm());
  const yes = await screen.findByRole('button', { name: 'Ja, das war ich' });
  expect(yes).toHaveAttribute('aria-disabled', 'true');
  await person.click(yes);
  expect(api.sent(OPEN_SESSION)).toHaveLength(1);
  give(problem(410, 'link_invalid'));
  expect(await screen.findByRole('heading', { name: 'Dieser Link gilt nicht mehr' })).toBeVisible();
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
