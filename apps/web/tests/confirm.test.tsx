import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { FakeApi, later, ok, problem, TOKEN, user } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const OPEN_SESSION = 'POST /api/auth/session';
const confirm = () => screen.findByRole('button', { name: 'Jetzt anmelden' });

it('page is opened: no request uses the link', async () => {
  const api = new FakeApi().loggedOut();
  openPage(`/confirm#${TOKEN}`);
  await confirm();
  expect(api.requests.filter(({ call }) => call.startsWith('POST'))).toEqual([]);
});

it('click: one session, and the token leaves the address', async () => {
  const { reply, give } = later();
  const api = new FakeApi()
    .loggedOut()
    .on(OPEN_SESSION, () => reply)
    .on('GET /api/user/containers', () => ok({ containers: [] }));
  const { person } = openPage(`/confirm#${TOKEN}`);

  const button = await confirm();
  const focus = vi.spyOn(HTMLElement.prototype, 'focus');
  const push = vi.spyOn(window.history, 'pushState');
  await person.dblClick(button);
  give(ok({ user }));

  expect(await screen.findByRole('heading', { name: 'Hallo, test' })).toBeVisible();
  expect(api.sent(OPEN_SESSION).map(({ body }) => body)).toEqual([{ token: TOKEN }]);
  expect(window.location.pathname + window.location.hash).toBe('/dashboard');
  expect(push).not.toHaveBeenCalled();
  // Otherwise a phone would scroll the heading below the bar.
  expect(focus).toHaveBeenLastCalledWith({ preventScroll: true });
});

it('second click before the first is drawn, and one after the answer: one session', async () => {
  const api = new FakeApi()
    .loggedOut()
    .on(OPEN_SESSION, () => ok({ user }))
    .on('GET /api/user/containers', () => ok({ containers: [] }));
  openPage(`/confirm#${TOKEN}`);
  const button = await confirm();
  button.click();
  button.click();
  await waitFor(() => {
    // As long as it is there.
    fireEvent.click(button);
    expect(window.location.pathname).toBe('/dashboard');
  });
  expect(api.sent(OPEN_SESSION)).toHaveLength(1);
});

it.each(['/confirm', '/confirm#', '/confirm#too-short'])(
  '%s: the page says that the link is incomplete',
  async (path) => {
    new FakeApi().loggedOut();
    openPage(path);
    expect(await screen.findByRole('heading', { name: 'Dieser Link ist unvollständig' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Neuen Link anfordern' })).toHaveAttribute('href', '/login');
  },
);

const ASKED_BY = 'POST /api/auth/link/asked-by';
const elsewhere = {
  browser: 'Firefox',
  system: 'Windows',
  ip: '203.0.113.9',
  at: new Date().toISOString(),
  email: 'eve@example.com',
};

/** In a browser that did not request the link, after the first click. */
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

it('another browser: shows who requested the link, logs in after a yes', async () => {
  const { api, person } = await openElsewhere();
  expect(await screen.findByText('Firefox auf Windows')).toBeVisible();
  expect(screen.getByText('203.0.113.9')).toBeVisible();
  expect(screen.getByText('eve@example.com')).toBeVisible();
  expect(api.sent(OPEN_SESSION)).toHaveLength(1);

  await person.click(screen.getByRole('button', { name: 'Ja, das war ich' }));
  expect(await screen.findByRole('heading', { name: 'Hallo, test' })).toBeVisible();
  expect(api.sent(OPEN_SESSION).map(({ body }) => body)).toEqual([{ token: TOKEN }, { token: TOKEN, confirmed: true }]);
});

it('"that was not me": the link is blocked', async () => {
  const { api, person } = await openElsewhere();
  await person.click(screen.getByRole('button', { name: 'Das war ich nicht' }));
  expect(await screen.findByRole('heading', { name: 'Der Link ist gesperrt' })).toBeVisible();
  expect(api.sent('POST /api/auth/link/refuse').map(({ body }) => body)).toEqual([{ token: TOKEN }]);
  expect(api.sent(OPEN_SESSION)).toHaveLength(1);
  expect(window.location.hash).toBe('');
});

it('details are loading: the yes button is disabled', async () => {
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

it('used or expired link: the page says so, and the token leaves the address', async () => {
  new FakeApi().loggedOut().on(OPEN_SESSION, () => problem(401, 'link_invalid'));
  const { person } = openPage(`/confirm#${TOKEN}`);
  await person.click(await confirm());
  expect(await screen.findByRole('heading', { name: 'Dieser Link gilt nicht mehr' })).toBeVisible();
  expect(window.location.hash).toBe('');
});

it('network fails: the link stays for another try', async () => {
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
