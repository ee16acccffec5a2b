import type { LaunchFailure } from '@spawner/contracts';
import { screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { container, detail, FakeApi, later, launching, ok, problem } from './support/fake-api.js';
import { fakeTabs } from './support/fake-tab.js';
import { openPage } from './support/render-app.js';

const LAUNCH = 'POST /api/container/launch/dev';
const URL = 'https://coder.domain.com/test-dev';
const launched = ok({ message: 'Container bereit', service_url: URL, container_id: 'abc', status: 'running' });

/** A container that runs once its launch was answered. */
function launchable() {
  let running = false;
  const { reply, give } = later();
  const current = () => container('dev', { status: running ? 'running' : 'not_created' });
  const starting = container('dev', { status: 'starting' });
  const api = new FakeApi()
    .on('GET /api/user/containers', () => ok({ containers: [current()] }))
    .on(LAUNCH, () => {
      api.tell(detail(starting, { launch: launching() }));
      return reply;
    });
  const finish = () => {
    running = true;
    give(launched);
  };
  return { api, finish, give };
}

it('launch: waiting tab at once, the service in it when it runs', async () => {
  const { api, finish } = launchable();
  const { opened } = fakeTabs();
  const { person } = openPage('/dashboard');
  await person.click(await screen.findByRole('button', { name: 'Erstellen & Öffnen' }));

  const [tab] = opened;
  expect(tab?.document.title).toBe('Development Container wird gestartet …');
  expect(screen.getByText('Wird gestartet')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Wird gestartet …' })).toHaveAttribute('aria-disabled', 'true');
  await waitFor(() => expect(tab?.document.body.textContent).toContain('Container wird gestartet'));

  finish();
  expect(await screen.findByText('Läuft')).toBeVisible();
  expect(tab?.location.href).toBe(URL);
  expect(tab?.opener).toBeNull();
  expect(opened).toHaveLength(1);
  expect(api.sent(LAUNCH)).toHaveLength(1);
});

it('double click: one launch, one tab', async () => {
  const { api, finish } = launchable();
  const { open } = fakeTabs();
  const { person } = openPage('/dashboard');
  await person.dblClick(await screen.findByRole('button', { name: 'Erstellen & Öffnen' }));
  finish();
  await screen.findByText('Läuft');
  expect(api.sent(LAUNCH)).toHaveLength(1);
  expect(open).toHaveBeenCalledTimes(1);
});

it('service runs and its tab is open: the same tab is loaded again', async () => {
  const { finish } = launchable();
  const { opened } = fakeTabs();
  const { person } = openPage('/dashboard');
  await person.click(await screen.findByRole('button', { name: 'Erstellen & Öffnen' }));
  finish();
  const open = await screen.findByRole('button', { name: 'Service öffnen' });
  const [tab] = opened;
  if (tab) tab.location.href = `${URL}/somewhere`;
  await person.click(open);
  await waitFor(() => expect(tab?.location.href).toBe(URL));
  expect(opened).toHaveLength(1);
  expect(tab?.opener).toBeNull();
});

it('launch fails: waiting tab closes, reason is shown, another try is possible', async () => {
  let failed = false;
  const status = () => container('dev', { status: failed ? 'error' : 'not_created' });
  const failure: LaunchFailure = {
    code: 'image_missing',
    phase: 'image',
    reason: 'Das Image fehlt.',
    advice: 'Bauen Sie es.',
    at: new Date().toISOString(),
    steps: [],
    log_tail: [],
  };
  const api = new FakeApi()
    .on('GET /api/user/containers', () => ok({ containers: [status()] }))
    .on('GET /api/container/dev', () => ok(detail(status(), { failure: failed ? failure : null })))
    .on(LAUNCH, () => {
      failed = true;
      return problem(500, 'image_missing', 'Das Image fehlt.');
    });
  const { opened } = fakeTabs();
  const { person } = openPage('/dashboard');
  await person.click(await screen.findByRole('button', { name: 'Erstellen & Öffnen' }));

  expect(await screen.findByText('Bauen Sie es.')).toBeVisible();
  expect(opened[0]?.close).toHaveBeenCalled();
  await person.click(screen.getByRole('button', { name: 'Erneut versuchen' }));
  await waitFor(() => expect(api.sent(LAUNCH)).toHaveLength(2));
});

it('launch is refused: the problem is shown, the status stays', async () => {
  const { give } = launchable();
  fakeTabs();
  const { person } = openPage('/dashboard');
  await person.click(await screen.findByRole('button', { name: 'Erstellen & Öffnen' }));
  give(problem(503, 'shutting_down', 'Der Server wird beendet.'));
  expect(await screen.findByRole('alert')).toHaveTextContent('Der Server wird beendet.');
  expect(screen.getByText('Noch nicht erstellt')).toBeVisible();
});

it('browser blocks the tab: a link to the service', async () => {
  const { finish } = launchable();
  vi.spyOn(window, 'open').mockReturnValue(null);
  const { person } = openPage('/dashboard');
  await person.click(await screen.findByRole('button', { name: 'Erstellen & Öffnen' }));
  finish();
  const link = await screen.findByRole('link', { name: 'Development Container öffnen' });
  expect(link).toHaveAttribute('href', URL);
  expect(link).toHaveAttribute('target', '_blank');
  expect(link).toHaveAttribute('rel', 'noopener');
});
