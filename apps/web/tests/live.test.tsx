import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { container, detail, FakeApi, later, notLoggedIn, ok, problem, user } from './support/fake-api.js';
import { FakeEventSource } from './support/fake-events.js';
import { fakeTabs } from './support/fake-tab.js';
import { pass } from './support/pass.js';
import { openPage } from './support/render-app.js';

const LIST = 'GET /api/user/containers';
const DETAIL = 'GET /api/container/dev';
const running = container('dev', { status: 'running' });
const stopped = container('dev', { status: 'stopped' });
const streams = FakeEventSource;

/** A server with one container, which the test may change without an event. */
function server() {
  const known = { card: running };
  const api = new FakeApi().on(LIST, () => ok({ containers: [known.card] })).on(DETAIL, () => ok(detail(known.card)));
  return { api, known };
}

let visibility: DocumentVisibilityState = 'visible';
function turn(to: DocumentVisibilityState) {
  visibility = to;
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
}
beforeEach(() => {
  visibility = 'visible';
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
});

const asksOf = (api: FakeApi) => api.sent(LIST).length + api.sent(DETAIL).length;

it('event: card changes without a request', async () => {
  const { api } = server();
  openPage('/dashboard');
  await screen.findByText('Läuft');
  await api.streamBegun();
  const asked = asksOf(api);
  api.tell(detail(stopped));
  expect(await screen.findByText('Gestoppt')).toBeVisible();
  expect(asksOf(api)).toBe(asked);
});

it('account is blocked while the page is open: the log-in says so, also after it is loaded again', async () => {
  const { api } = server();
  openPage('/dashboard');
  await screen.findByText('Läuft');
  await api.streamBegun();
  for (const path of [LIST, DETAIL, 'GET /api/auth/session']) api.on(path, () => notLoggedIn);
  api.on('POST /api/auth/session/refresh', () => problem(403, 'account_blocked'));
  act(() => streams.open[0]?.refuse());
  expect(await screen.findByRole('heading', { name: 'Anmelden' })).toBeVisible();
  expect(await screen.findByRole('alert')).toHaveTextContent('Ein Problem');
  expect(window.location.pathname).toBe('/login');
  cleanup();
  openPage('/dashboard');
  expect(await screen.findByRole('alert')).toHaveTextContent('Ein Problem');
  expect(window.location.pathname).toBe('/login');
});

it('stream is open: no polling', async () => {
  vi.useFakeTimers();
  const { api } = server();
  openPage('/dashboard');
  await pass(100);
  const asked = asksOf(api);
  await pass(50_000);
  expect(asksOf(api)).toBe(asked);
});

it('list response that is older than an event: the event stays', async () => {
  const { api } = server();
  const { queryClient } = openPage('/dashboard');
  await screen.findByText('Läuft');
  await api.streamBegun();
  const slow = later();
  api.on(LIST, () => slow.reply);
  const refetch = queryClient.invalidateQueries({ queryKey: ['containers'] });
  await waitFor(() => expect(api.sent(LIST)).toHaveLength(2));
  api.tell(detail(stopped));
  slow.give(ok({ containers: [running] }));
  await act(() => refetch);
  expect(await screen.findByText('Gestoppt')).toBeVisible();
});

it('dashboard is opened: one request for the list, none for a single card', async () => {
  const { api } = server();
  openPage('/dashboard');
  await screen.findByText('Läuft');
  await api.streamBegun();
  expect([api.sent(LIST).length, api.sent(DETAIL).length]).toEqual([1, 0]);
});

it('action is done: one request for its card, none for the list', async () => {
  const { api, known } = server();
  api.on('POST /api/container/stop/dev', () => {
    known.card = stopped;
    return ok({ message: '', status: 'stopped', container_id: 'abc' });
  });
  const { person } = openPage('/dashboard');
  await person.click(await screen.findByRole('button', { name: 'Stoppen' }));
  expect(await screen.findByText('Gestoppt')).toBeVisible();
  expect([api.sent(LIST).length, api.sent(DETAIL).length]).toEqual([1, 1]);
});

it('list is loaded again: details that an event brought stay on the card', async () => {
  const { api, known } = server();
  const { queryClient } = openPage('/dashboard');
  await screen.findByText('Läuft');
  await api.streamBegun();
  api.tell(detail(running, { last_launch: { at: new Date().toISOString(), milliseconds: 412, steps: [] } }));
  expect(await screen.findByText('Gestartet in 0,4 s')).toBeVisible();
  known.card = { ...running, description: 'Neu beschrieben' };
  await act(() => queryClient.invalidateQueries({ queryKey: ['containers'] }));
  expect(await screen.findByText('Neu beschrieben')).toBeVisible();
  expect(screen.getByText('Gestartet in 0,4 s')).toBeVisible();
});

it('hidden page: stream is closed; visible again: card is current', async () => {
  const { api, known } = server();
  openPage('/dashboard');
  await api.streamBegun();
  turn('hidden');
  expect(streams.open).toHaveLength(0);
  known.card = stopped;
  turn('visible');
  expect(streams.open).toHaveLength(1);
  expect(await screen.findByText('Gestoppt')).toBeVisible();
});

it('hidden page during a launch: stream stays open until it is over', async () => {
  const { api } = server();
  fakeTabs();
  const { reply, give } = later();
  api.on('POST /api/container/launch/dev', () => reply);
  const { person } = openPage('/dashboard');
  await person.click(await screen.findByRole('button', { name: 'Service öffnen' }));
  turn('hidden');
  expect(streams.open).toHaveLength(1);
  give(ok({ message: '', service_url: 'https://coder.domain.com/test-dev', container_id: 'a', status: 'running' }));
  await waitFor(() => expect(streams.open).toHaveLength(0));
});

it('language is switched: stream opens in the new language', async () => {
  const { api } = server();
  const { person } = openPage('/dashboard');
  await api.streamBegun();
  await person.click(screen.getByRole('radio', { name: 'English' }));
  await waitFor(() => expect(streams.open.map(({ url }) => url)).toEqual(['/api/events?language=en']));
});

it('stream is interrupted for 3 s: notice and polling until it is back', async () => {
  vi.useFakeTimers();
  const { api, known } = server();
  openPage('/dashboard');
  await pass(100);
  const connect = streams.onConnect;
  streams.onConnect = (source) => queueMicrotask(() => source.breakOff());
  const asked = asksOf(api);
  act(() => streams.open[0]?.breakOff());
  await pass(2_900);
  expect(screen.queryByText(/Live-Anzeige unterbrochen/)).toBeNull();
  await pass(200);
  expect(screen.getByText(/Live-Anzeige unterbrochen, letzter Stand \d\d:\d\d/)).toBeVisible();
  known.card = stopped;
  await pass(10_500);
  expect(screen.getByText('Gestoppt')).toBeVisible();
  expect(asksOf(api)).toBeGreaterThan(asked);

  streams.onConnect = connect;
  await pass(15_000);
  expect(screen.queryByText(/Live-Anzeige unterbrochen/)).toBeNull();
});

it('session expires: one renewal, then the stream opens again', async () => {
  vi.useFakeTimers();
  const { api } = server();
  openPage('/dashboard');
  await pass(100);
  let valid = false;
  api.on(LIST, () => (valid ? ok({ containers: [stopped] }) : notLoggedIn));
  api.on(DETAIL, () => ok(detail(stopped)));
  api.on('POST /api/auth/session/refresh', () => {
    valid = true;
    return ok({ user });
  });
  act(() => streams.open[0]?.refuse());
  await pass(1_100);
  expect(api.sent('POST /api/auth/session/refresh')).toHaveLength(1);
  expect(streams.open).toHaveLength(1);
  expect(screen.getByText('Gestoppt')).toBeVisible();
});

it('session has ended: the log-in opens, no stream', async () => {
  const { api } = server();
  openPage('/dashboard');
  await api.streamBegun();
  api.loggedOut().on(LIST, () => notLoggedIn);
  act(() => streams.open[0]?.refuse());
  expect(await screen.findByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
  expect(streams.open).toHaveLength(0);
});
