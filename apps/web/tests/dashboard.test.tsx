import type { Container, LaunchFailure } from '@spawner/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import {
  container,
  detail,
  FakeApi,
  info,
  later,
  launching,
  notLoggedIn,
  ok,
  problem,
  user,
} from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const listing = (...containers: Container[]) => new FakeApi().on('GET /api/user/containers', () => ok({ containers }));

const card = (name = 'Development Container') => screen.findByRole('article', { name });

it.each([
  ['not_created', 'Noch nicht erstellt', 'Erstellen & Öffnen'],
  ['running', 'Läuft', 'Service öffnen'],
  ['paused', 'Pausiert', 'Service öffnen'],
  ['stopped', 'Gestoppt', 'Starten & Öffnen'],
  ['error', 'Fehler', 'Erneut versuchen'],
  ['starting', 'Wird gestartet', 'Wird gestartet …'],
] as const)('container is %s: status „%s“, button „%s“', async (status, text, button) => {
  const dev = container('dev', { status });
  listing(dev).on('GET /api/container/dev', () => ok(detail(dev)));
  openPage('/dashboard');
  const shown = within(await card());
  expect(shown.getByText(text)).toBeVisible();
  expect(shown.getByRole('button', { name: button })).toBeVisible();
});

it('two containers: two cards with their facts', async () => {
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
  listing(container('dev', { status: 'running', created_at: anHourAgo, last_used: anHourAgo }), container('prod'));
  openPage('/dashboard');
  const dev = await card();
  expect(dev).toHaveTextContent('Nginx-basierter Development Container');
  expect(dev).toHaveTextContent('coder.domain.com/test-dev');
  expect(within(dev).getAllByText('vor 1 Stunde')).toHaveLength(2);
  expect(await card('Production Container')).toHaveTextContent('Next.js Production Build');
  expect(document.title).toBe('Dashboard · Spawner');
});

it('queued: place in the queue, progress without a value', async () => {
  const dev = container('dev', { status: 'starting' });
  const launch = launching({ phase: 'queued', queue_position: 3 });
  listing(dev).on('GET /api/container/dev', () => ok(detail(dev, { launch })));
  openPage('/dashboard');
  const bar = await screen.findByRole('progressbar', { name: 'In der Warteschlange, Platz 3' });
  expect(bar).not.toHaveAttribute('aria-valuenow');
});

it('failed container: reason, advice and log, also after a reload', async () => {
  const dev = container('dev', { status: 'error' });
  const failure: LaunchFailure = {
    code: 'container_exited',
    phase: 'ready',
    reason: 'Der Container endete mit Status 1.',
    advice: 'Sehen Sie in das Protokoll.',
    at: new Date().toISOString(),
    steps: [],
    log_tail: ['listening…', 'Error: EADDRINUSE'],
  };
  listing(dev).on('GET /api/container/dev', () => ok(detail(dev, { failure })));
  const { person } = openPage('/dashboard');
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('Der Container endete mit Status 1.');
  expect(alert).toHaveTextContent('Sehen Sie in das Protokoll.');
  expect(alert).toHaveTextContent('Die Anwendung fährt hoch');
  await person.click(screen.getByText('Protokoll anzeigen'));
  expect(screen.getByText(/Error: EADDRINUSE/)).toBeVisible();
});

it('list is loading: placeholders', async () => {
  const { reply, give } = later();
  new FakeApi().on('GET /api/user/containers', () => reply);
  openPage('/dashboard');
  expect(await screen.findByRole('status', { name: 'Wird geladen …' })).toBeInTheDocument();
  give(ok({ containers: [container('dev')] }));
  await card();
  expect(screen.queryByRole('status', { name: 'Wird geladen …' })).not.toBeInTheDocument();
});

it('list cannot be loaded: problem and a button to try again', async () => {
  let broken = true;
  new FakeApi().on('GET /api/user/containers', () =>
    broken ? problem(503, 'database_unavailable', 'Die Datenbank fehlt.') : ok({ containers: [container('dev')] }),
  );
  const { person } = openPage('/dashboard');
  expect(await screen.findByText('Die Datenbank fehlt.')).toBeVisible();
  broken = false;
  await person.click(screen.getByRole('button', { name: 'Erneut versuchen' }));
  expect(await card()).toBeVisible();
});

it('no templates: the page says so', async () => {
  listing();
  openPage('/dashboard');
  expect(await screen.findByText('Noch keine Vorlagen')).toBeVisible();
});

const weak = () =>
  ok({
    weaknesses: [
      { name: 'neighbours', level: 'missing', fix: ['sysctl -w net.bridge.bridge-nf-call-iptables=1'] },
      { name: 'user_namespace', level: 'hint', fix: [] },
    ],
  });

it('protection is missing: an admin sees which and what to do, without the hints', async () => {
  listing(container('dev')).on('GET /api/admin/weaknesses', weak);
  openPage('/dashboard');
  const notice = (await screen.findByText('Dieser Installation fehlt Schutz')).closest('[role=note]');
  expect(notice).toHaveTextContent('Container erreichen einander');
  expect(notice).toHaveTextContent('sysctl -w net.bridge.bridge-nf-call-iptables=1');
  expect(notice).not.toHaveTextContent('Benutzer in Containern');
});

it('protection is missing: a user who is no admin does not ask', async () => {
  const api = listing(container('dev')).on('GET /api/auth/session', () => ok({ user: { ...user, is_admin: false } }));
  openPage('/dashboard');
  await card();
  expect(api.sent('GET /api/admin/weaknesses')).toEqual([]);
});

it('isolated services: no warning', async () => {
  listing(container('dev'));
  openPage('/dashboard');
  await card();
  expect(screen.queryByText(/Ohne Isolation/)).not.toBeInTheDocument();
});

it('services are plain processes: a warning', async () => {
  listing(container('dev')).on('GET /api/info', () => ok({ ...info, runtime: 'process', isolated: false }));
  openPage('/dashboard');
  expect(
    await screen.findByText('Ohne Isolation: Dienste laufen als Prozesse dieses Rechners – nur zum Ausprobieren'),
  ).toBeVisible();
});

it('window gets the focus back: the list is requested again', async () => {
  const api = listing(container('dev'));
  openPage('/dashboard');
  await card();
  const before = api.sent('GET /api/user/containers').length;
  document.dispatchEvent(new Event('visibilitychange'));
  window.dispatchEvent(new Event('visibilitychange'));
  await waitFor(() => expect(api.sent('GET /api/user/containers').length).toBeGreaterThan(before));
});

it('session ends while the page is open: the log-in opens', async () => {
  let over = false;
  const api = new FakeApi().on('GET /api/user/containers', () =>
    over ? notLoggedIn : ok({ containers: [container('dev')] }),
  );
  const { queryClient } = openPage('/dashboard');
  await card();
  over = true;
  api.loggedOut();
  await queryClient.invalidateQueries({ queryKey: ['containers'] });
  expect(await screen.findByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
});

it('server is away: problem is shown, no log-in page', async () => {
  new FakeApi().on('GET /api/auth/session', () => problem(503, 'database_unavailable', 'Die Datenbank fehlt.'));
  openPage('/dashboard');
  expect(await screen.findByText('Die Datenbank fehlt.')).toBeVisible();
  expect(window.location.pathname).toBe('/dashboard');
});
