import type { Container, LaunchFailure } from '@spawner/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { container, detail, FakeApi, later, ok, problem } from './support/fake-api.js';
import { fakeTabs } from './support/fake-tab.js';
import { openPage } from './support/render-app.js';

const launched = ok({
  message: 'Container bereit',
  service_url: 'https://coder.domain.com/ann-dev',
  container_id: 'abc',
  status: 'running',
});
const done = (status: 'stopped' | 'not_created') => ok({ message: 'Fertig', status, container_id: null });

/** A dev card in the given state, which the test may change. */
function card(status: Container['status']) {
  const shown = { status };
  const api = new FakeApi()
    .on('GET /api/user/containers', () => ok({ containers: [container('dev', shown)] }))
    .on('GET /api/container/dev', () => ok(detail(container('dev', shown))));
  return { api, shown };
}

const action = (name: string) => screen.findByRole('button', { name });

const offers = async () => {
  const group = await screen.findByRole('group', { name: /Development Container/ });
  return within(group)
    .getAllByRole('button')
    .map((button) => button.textContent);
};

it.each(['running', 'paused'] as const)('container is %s: actions of that state are offered', async (status) => {
  card(status);
  openPage('/dashboard');
  expect(await offers()).toEqual(['Stoppen', 'Neu starten', 'Mehr', 'Protokoll', 'Neu erstellen', 'Entfernen']);
});

it('no container yet: no action is offered', async () => {
  card('not_created');
  openPage('/dashboard');
  await action('Erstellen & Öffnen');
  expect(screen.queryByRole('button', { name: 'Entfernen' })).toBeNull();
});

it('stop: card shows stopping, then stopped', async () => {
  const { api, shown } = card('running');
  const { reply, give } = later();
  api.on('POST /api/container/stop/dev', () => reply);
  const { person } = openPage('/dashboard');
  await person.click(await action('Stoppen'));
  expect(await screen.findByText('Wird gestoppt')).toBeVisible();
  shown.status = 'stopped';
  give(done('stopped'));
  expect(await screen.findByText('Gestoppt')).toBeVisible();
  expect(api.sent('POST /api/container/stop/dev')).toHaveLength(1);
});

it('remove: a question first; no request after cancel', async () => {
  const { api, shown } = card('running');
  api.on('DELETE /api/container/dev', () => {
    shown.status = 'not_created';
    return done('not_created');
  });
  const { person } = openPage('/dashboard');
  await person.click(await action('Entfernen'));
  const question = await screen.findByRole('dialog', { name: 'Development Container entfernen?' });
  await person.click(within(question).getByRole('button', { name: 'Abbrechen' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(api.sent('DELETE /api/container/dev')).toHaveLength(0);

  await person.click(await action('Entfernen'));
  await person.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Entfernen' }));
  expect(await screen.findByText('Noch nicht erstellt')).toBeVisible();
  expect(api.sent('DELETE /api/container/dev')).toHaveLength(1);
});

it('action fails: the problem is shown on the card', async () => {
  const { api } = card('running');
  api.on('POST /api/container/restart/dev', () =>
    problem(503, 'runtime_unreachable', 'Die Docker Engine antwortet nicht.'),
  );
  const { person } = openPage('/dashboard');
  await person.click(await action('Neu starten'));
  expect(await screen.findByText('Die Docker Engine antwortet nicht.')).toBeVisible();
});

it('recreation fails, then a launch works: its reason is shown once, then no more', async () => {
  const shown = { status: 'running' as Container['status'] };
  const failure: LaunchFailure = {
    code: 'not_ready',
    phase: 'ready',
    reason: 'Der Service ist nicht bereit.',
    advice: 'Erneut starten.',
    at: new Date().toISOString(),
    steps: [],
    log_tail: [],
  };
  new FakeApi()
    .on('GET /api/user/containers', () => ok({ containers: [container('dev', shown)] }))
    .on('GET /api/container/dev', () =>
      ok(detail(container('dev', shown), { failure: shown.status === 'error' ? failure : null })),
    )
    .on('POST /api/container/recreate/dev', () => {
      shown.status = 'error';
      return problem(504, 'not_ready', 'Der Service ist nicht bereit.');
    })
    .on('DELETE /api/container/dev', () => problem(503, 'runtime_unreachable', 'Die Engine antwortet nicht.'))
    .on('POST /api/container/launch/dev', () => {
      shown.status = 'running';
      return launched;
    });
  fakeTabs();
  const { person } = openPage('/dashboard');
  await person.click(await action('Neu erstellen'));
  await person.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Neu erstellen' }));
  expect(await screen.findByText('Erneut starten.')).toBeVisible();
  expect(screen.getAllByText('Der Service ist nicht bereit.')).toHaveLength(1);

  await person.click(await action('Entfernen'));
  await person.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Entfernen' }));
  expect(await screen.findByText('Die Engine antwortet nicht.')).toBeVisible();

  await person.click(await action('Erneut versuchen'));
  expect(await screen.findByText('Läuft')).toBeVisible();
  expect(screen.queryByRole('alert')).toBeNull();
});

it('a launch fails, then a recreation works: the error of the launch is shown no more', async () => {
  const { api, shown } = card('running');
  fakeTabs();
  api
    .on('POST /api/container/launch/dev', () => problem(503, 'runtime_unreachable', 'Die Engine antwortet nicht.'))
    .on('POST /api/container/recreate/dev', () => {
      shown.status = 'running';
      return launched;
    });
  const { person } = openPage('/dashboard');
  await person.click(await action('Service öffnen'));
  expect(await screen.findByText('Die Engine antwortet nicht.')).toBeVisible();
  await person.click(await action('Neu erstellen'));
  await person.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Neu erstellen' }));
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});

it('stop during a launch: no error is shown, the waiting tab closes', async () => {
  const { api, shown } = card('not_created');
  const { reply, give } = later();
  const { opened } = fakeTabs();
  api.on('POST /api/container/launch/dev', () => reply);
  api.on('POST /api/container/stop/dev', () => {
    shown.status = 'not_created';
    give(problem(409, 'superseded', 'Inzwischen wurde etwas anderes gewünscht.'));
    return done('not_created');
  });
  const { person } = openPage('/dashboard');
  await person.click(await action('Erstellen & Öffnen'));
  await person.click(await action('Stoppen'));
  expect(await screen.findByText('Noch nicht erstellt')).toBeVisible();
  expect(screen.queryByText('Inzwischen wurde etwas anderes gewünscht.')).toBeNull();
  expect(opened[0]?.closed).toBe(true);
});

describe('volumes', () => {
  const VOLUMES = [{ path: '/srv/www', bytes: 1_234_567 }];
  const REMOVE = 'DELETE /api/container/dev';
  const DELETE_VOLUMES = 'DELETE /api/container/dev?data=delete';

  function keeping(status: Container['status']) {
    const dev = container('dev', { status, kept: VOLUMES });
    const api = new FakeApi()
      .on('GET /api/user/containers', () => ok({ containers: [dev] }))
      .on(REMOVE, () => done('not_created'))
      .on(DELETE_VOLUMES, () => done('not_created'));
    return { api, ...openPage('/dashboard') };
  }
  const confirm = async (name: string) => within(await screen.findByRole('dialog')).getByRole('button', { name });

  it('container is removed, box not checked: volumes stay', async () => {
    const { api, person } = keeping('running');
    await person.click(await action('Entfernen'));
    expect(screen.getByRole('checkbox')).not.toBeChecked();
    await person.click(await confirm('Entfernen'));
    await waitFor(() => expect(api.sent(REMOVE)).toHaveLength(1));
    expect(api.sent(DELETE_VOLUMES)).toHaveLength(0);
  });

  it('container is removed, box checked: volumes are deleted', async () => {
    const { api, person } = keeping('running');
    await person.click(await action('Entfernen'));
    expect(screen.getByRole('dialog')).toHaveTextContent('Gespeicherte Dateien bleiben');
    await person.click(
      screen.getByRole('checkbox', { name: 'Auch gespeicherte Dateien löschen (/srv/www · 1,18 MiB)' }),
    );
    expect(screen.getByRole('dialog')).toHaveTextContent('Was in ihm gespeichert ist, geht verloren.');
    await person.click(await confirm('Entfernen'));
    await waitFor(() => expect(api.sent(DELETE_VOLUMES)).toHaveLength(1));
    expect(api.sent(REMOVE)).toHaveLength(0);
  });

  it('container is gone: volumes can be deleted', async () => {
    const { api, person } = keeping('not_created');
    await person.click(await action('Dateien löschen'));
    expect(await screen.findByRole('dialog')).toHaveTextContent('Endgültig gelöscht wird /srv/www · 1,18 MiB.');
    await person.click(await confirm('Dateien löschen'));
    await waitFor(() => expect(api.sent(DELETE_VOLUMES)).toHaveLength(1));
  });

  it('container is recreated: the question names the volumes that stay', async () => {
    const { person } = keeping('stopped');
    await person.click(await action('Neu erstellen'));
    expect(await screen.findByRole('dialog')).toHaveTextContent('Erhalten bleibt /srv/www · 1,18 MiB;');
  });
});

it('no volumes: the question says that everything is lost', async () => {
  card('running');
  const { person } = openPage('/dashboard');
  await person.click(await action('Neu erstellen'));
  expect(await screen.findByRole('dialog')).toHaveTextContent('Was in ihm gespeichert ist, geht verloren.');
  await person.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Abbrechen' }));
  await person.click(await action('Entfernen'));
  expect(screen.queryByRole('checkbox')).toBeNull();
});
