import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { auditEvent, job, ownedContainer, peoplePage, person } from './support/admin.js';
import { FakeApi, ok, problem } from './support/fake-api.js';
import { FakeEventSource } from './support/fake-events.js';
import { openPage } from './support/render-app.js';

const console_ = () => new FakeApi().on('GET /api/user/containers', () => ok({ containers: [] }));
const inDialog = () => within(screen.getByRole('dialog'));

it('audit: the filters of the address are asked for, and the export has the same', async () => {
  console_().on('GET /api/admin/audit?action=user_blocked&outcome=done&limit=50', () =>
    ok({ events: [auditEvent('7', { about: { id: 9, name: 'Bob' } })] }),
  );
  openPage('/admin/audit?action=user_blocked&outcome=done');
  const row = await screen.findByRole('row', { name: /Konto gesperrt/ });
  expect(within(row).getByRole('link', { name: 'Bob' })).toHaveAttribute('href', '/admin/people/9');
  expect(screen.getByRole('link', { name: 'Als CSV herunterladen' })).toHaveAttribute(
    'href',
    '/api/admin/audit/export?action=user_blocked&outcome=done',
  );
});

it('audit: subjects and facts are in words; ids of no use are left out; unknown facts are shown as they are', async () => {
  const id = '4f0e7a52-98b5-4f0e-8d4e-0d64ad5dd1b8';
  const events = [
    auditEvent('9', {
      action: 'container_stopped',
      subject: 'dev',
      facts: { code: 'no_container', login: 'session', login_id: id },
    }),
    auditEvent('8', {
      facts: { told: false, reason: 'no_container', containers: 'stop' },
      about: { id: 9, name: 'Bob' },
      subject: '9',
    }),
    auditEvent('7', {
      action: 'limit_changed',
      subject: 'storage',
      facts: { scope: 'role', role: 'user', value: 1.5 * 1024 ** 3 },
    }),
    auditEvent('6', { action: 'setting_changed', subject: 'capacity_running', facts: { from: 'null', to: 20 } }),
    auditEvent('5', { action: 'job_finished', subject: id, facts: { newer: 'value', total: 1200, kind: 'block' } }),
  ].map((event) => ({ ...event, from_ip: null }));
  console_().on('GET /api/admin/audit?limit=50', () => ok({ events }));
  openPage('/admin/audit');
  const rows = (await screen.findAllByRole('row')).slice(1);
  const shown = rows.map((row) =>
    within(row)
      .getAllByRole('cell')
      .map(({ textContent }) => textContent),
  );
  expect(shown.map((cells) => [cells[1], cells[5]?.replace('Einzelheiten:', '')])).toEqual([
    ['Container gestopptContainer dev', 'Grund: kein ContainerMit: Sitzung'],
    ['Konto gesperrt', 'Grund: no_containerGrund bei der Anmeldung gezeigt: neinContainer: gestoppt'],
    ['Grenze geändertDateien', 'Gilt für: RolleRolle: NutzerHöchstens: 1,5 GiB'],
    ['Einstellung geändertContainer gleichzeitig', 'Vorher: ohne VorgabeNachher: 20'],
    ['Sammelvorgang beendet', 'Vorgang: Personen sperrenInsgesamt: 1.200newer: value'],
  ]);
});

it('audit: days are whole days where the reader is', async () => {
  const api = console_();
  openPage('/admin/audit?from=2026-03-29&to=2026-03-29');
  await waitFor(() => expect(api.requests.some(({ call }) => call.includes('/audit?'))).toBe(true));
  const query = new URL(`http://x${api.requests.find(({ call }) => call.includes('/audit?'))?.call.slice(4)}`)
    .searchParams;
  expect(new Date(query.get('from') ?? '')).toEqual(new Date('2026-03-29T00:00'));
  expect(new Date(query.get('to') ?? '')).toEqual(new Date('2026-03-30T00:00'));
});

it('job of the reader: the strip follows it, and lists are loaded anew once it ends', async () => {
  let lists = 0;
  const api = console_()
    .on('GET /api/user/jobs?limit=5', () => ok({ items: [job()], next_cursor: null, total: 1 }))
    .on('GET /api/admin/users?limit=50', () => ok(peoplePage([person(2, { display_name: `Stand ${(lists += 1)}` })])))
    .on(`POST /api/job/${job().id}/retry`, () => ok(job({ failed: 0 })));
  const { person: reader } = openPage('/admin/people');
  expect(await screen.findByText('18 von 30 erledigt · 1 fehlgeschlagen')).toBeVisible();
  expect(screen.getByRole('progressbar', { name: 'Personen sperren' })).toHaveAttribute('aria-valuenow', '63');
  await screen.findByText('Stand 1');

  const ended = job({ state: 'failed', done: 29, finished_at: new Date().toISOString() });
  act(() => FakeEventSource.open.forEach((source) => source.send(JSON.stringify(ended), 'job')));
  expect(await screen.findByText('29 von 30 erledigt · 1 fehlgeschlagen')).toBeVisible();
  expect(await screen.findByText('Stand 2')).toBeVisible();
  await reader.click(screen.getByRole('button', { name: 'Nur die fehlgeschlagenen wiederholen' }));
  await waitFor(() => expect(api.sent(`POST /api/job/${job().id}/retry`)).toHaveLength(1));
});

it('several jobs without a failure: only the newest is shown, and no older one once that is dismissed', async () => {
  const finished_at = new Date().toISOString();
  const ended = (nth: number, kind: string, failed = 0) =>
    job({ id: job().id.replace(/.$/, String(nth)), kind, state: 'done', done: 30, failed, finished_at });
  const jobs = [ended(1, 'class_reset'), ended(2, 'class_stop', 1), ended(3, 'class_start')];
  console_().on('GET /api/user/jobs?limit=5', () => ok({ items: jobs, next_cursor: null, total: 3 }));
  const { person: reader } = openPage('/admin/people');
  expect(await screen.findByText('Container zurücksetzen')).toBeVisible();
  expect(screen.getByText('Container stoppen')).toBeVisible();
  expect(screen.queryByText('Container starten')).toBeNull();

  await reader.click(screen.getAllByRole('button', { name: 'Ausblenden' })[0] as HTMLElement);
  expect(screen.queryByText('Container zurücksetzen')).toBeNull();
  expect(screen.queryByText('Container starten')).toBeNull();
  expect(screen.getByText('Container stoppen')).toBeVisible();
});

it('containers: stop of one that is not running is left out of a bulk act', async () => {
  const api = console_()
    .on('GET /api/admin/containers?limit=50', () =>
      ok({
        items: [ownedContainer(2), ownedContainer(3, { state: 'stopped', memory_bytes: null })],
        next_cursor: null,
        total: 2,
      }),
    )
    .on('POST /api/admin/containers/bulk', () => ({ status: 202, body: { job_id: job().id } }));
  const { person: reader } = openPage('/admin/containers');
  await reader.click(await screen.findByRole('checkbox', { name: 'Alle auf dieser Seite auswählen' }));
  await reader.click(within(screen.getByRole('region', { name: 'Auswahl' })).getByRole('button', { name: 'Stoppen' }));
  expect(inDialog().getByText('läuft nicht')).toBeVisible();
  await reader.click(inDialog().getByRole('button', { name: 'Stoppen' }));
  await waitFor(() => expect(api.sent('POST /api/admin/containers/bulk')).toHaveLength(1));
  expect(api.sent('POST /api/admin/containers/bulk')[0]?.body).toEqual({
    act: 'stop',
    data: 'keep',
    containers: [{ user_id: 2, type: 'dev' }],
  });
});

const detail = {
  ...person(9),
  blocked_at: null,
  blocked_by: null,
  deleted_by: null,
  sessions: [],
  api_tokens: 0,
  share_links: 0,
};

it('person: another mail address, of the version that was on the screen when the question was opened', async () => {
  const api = console_()
    .on('GET /api/admin/user/9', () => ok({ ...detail, version: 4 }))
    .on('GET /api/admin/user/9/limits', () => ok({ limits: [] }))
    .on('GET /api/admin/containers?owner=9&limit=200', () => ok({ items: [], next_cursor: null, total: 0 }))
    .on('PATCH /api/admin/user/9', () => ok(person(9)));
  const { person: reader } = openPage('/admin/people/9');
  await reader.click(await screen.findByRole('button', { name: 'Mailadresse ändern' }));
  expect(inDialog().getByText(/Offene Sitzungen enden/)).toBeVisible();
  const field = inDialog().getByLabelText('Neue Mailadresse');
  await reader.clear(field);
  await reader.type(field, 'new@school.example');
  await reader.click(inDialog().getByRole('button', { name: 'Speichern' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(api.sent('PATCH /api/admin/user/9')[0]?.body).toEqual({ version: 4, email: 'new@school.example' });
});

it('data of a person: sizes, downloads, and what empties a container', async () => {
  const items = [
    ownedContainer(9, { volume_bytes: 18_432 }),
    ownedContainer(9, { type: 'prod', display_name: 'Production Container' }),
  ];
  const api = console_()
    .on('GET /api/admin/user/9', () => ok(detail))
    .on('GET /api/admin/containers?owner=9&limit=200', () => ok({ items, next_cursor: null, total: 2 }))
    .on('DELETE /api/admin/container/9/dev?data=delete', () => ok({}));
  const { person: reader } = openPage('/admin/people/9?tab=data');
  expect(await screen.findByText('18 KiB')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Alle Dateien herunterladen' })).toHaveAttribute(
    'href',
    '/api/admin/user/9/files',
  );
  expect(screen.getByRole('link', { name: 'Dateien von Development Container herunterladen' })).toHaveAttribute(
    'href',
    '/api/admin/user/9/files?type=dev',
  );
  await reader.click(screen.getByRole('button', { name: 'Development Container leeren' }));
  await reader.click(inDialog().getByRole('button', { name: 'Leeren' }));
  await waitFor(() => expect(api.sent('DELETE /api/admin/container/9/dev?data=delete')).toHaveLength(1));
});

it('containers of one person: says whose, and shows all again', async () => {
  console_()
    .on('GET /api/admin/containers?owner=9&limit=50', () =>
      ok({ items: [ownedContainer(9)], next_cursor: null, total: 1 }),
    )
    .on('GET /api/admin/containers?limit=50', () =>
      ok({ items: [ownedContainer(9), ownedContainer(2)], next_cursor: null, total: 2 }),
    );
  const { person: reader } = openPage('/admin/containers?owner=9');
  await reader.click(await screen.findByRole('button', { name: /Nur von Person 9/ }));
  expect(await screen.findByText('Person 2')).toBeVisible();
  expect(window.location.search).toBe('');
});

it('person: a role that somebody else has changed meanwhile is not overwritten, and the new state is shown', async () => {
  let current = detail;
  const api = console_()
    .on('GET /api/admin/user/9', () => ok(current))
    .on('GET /api/admin/user/9/limits', () => ok({ limits: [] }))
    .on('GET /api/admin/containers?owner=9&limit=200', () => ok({ items: [], next_cursor: null, total: 0 }))
    .on('PATCH /api/admin/user/9', () => {
      current = { ...detail, role: 'manager', version: 2 };
      return problem(409, 'changed_meanwhile', 'Das wurde inzwischen geändert.');
    });
  const { person: reader } = openPage('/admin/people/9');
  await reader.selectOptions(await screen.findByRole('combobox', { name: 'Rolle' }), 'admin');
  expect(await screen.findByText('Das wurde inzwischen geändert.')).toBeVisible();
  await waitFor(() => expect(screen.getByRole('combobox', { name: 'Rolle' })).toHaveValue('manager'));
  expect(api.sent('PATCH /api/admin/user/9')[0]?.body).toEqual({ version: 1, role: 'admin' });
});

it('person who does not exist: says so', async () => {
  console_().on('GET /api/admin/user/77', () => problem(404, 'not_found'));
  openPage('/admin/people/77');
  expect(await screen.findByRole('heading', { name: 'Diese Seite gibt es nicht' })).toBeVisible();
});
