import type { Machine } from '@spawner/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ownedContainer } from './support/admin.js';
import { FakeApi, ok, problem } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const GIB = 1024 ** 3;
const machine = (id: string, more: Partial<Machine> = {}): Machine => ({
  ...{ id, name: `server-${id}`, state: 'ready', manager: false, cpus: 4, memory_bytes: 16 * GIB },
  ...{ reserved_bytes: 4 * GIB, containers: 12, waiting: 0 },
  ...more,
});
const two = [machine('a', { manager: true }), machine('b', { state: 'down', containers: 0, waiting: 3 })];

it('machines: each with state, room and what runs there or waits for it, and links to those', async () => {
  new FakeApi().on('GET /api/admin/machines', () => ok({ machines: two }));
  openPage('/admin/machines');
  const table = await screen.findByRole('table', { name: 'Maschinen' });
  const [, a, b] = within(table).getAllByRole('row');
  expect(a?.textContent).toMatch(/server-a.*verwaltet den Verbund.*bereit.*4 GiB von 16 GiB zugesagt/u);
  expect(b?.textContent).toContain('nicht erreichbar');
  const links = within(table).getAllByRole('link');
  expect(links.map((link) => link.getAttribute('href'))).toEqual([
    '/admin/containers?machine=a',
    '/admin/containers?machine=b&state=waiting',
  ]);
  // Beside the page and in the menu of narrow screens.
  expect(screen.getAllByRole('link', { name: 'Maschinen' })).toHaveLength(2);
});

it('one machine: no entry in the navigation, and the page says so', async () => {
  new FakeApi();
  openPage('/admin/machines');
  expect(await screen.findByText('Es gibt nur eine Maschine')).toBeTruthy();
  expect(screen.queryByRole('link', { name: 'Maschinen' })).toBeNull();
});

it('drain: only after a question, then the list shows it; refused: the question stays and says why', async () => {
  const api = new FakeApi()
    .on('GET /api/admin/machines', () => ok({ machines: two }))
    .on('POST /api/admin/machines/a/drain', () => problem(409, 'last_machine', 'Keine andere Maschine ist bereit.'));
  const { person } = openPage('/admin/machines');
  await person.click(await screen.findByRole('button', { name: 'Räumen: server-a' }));
  const dialog = await screen.findByRole('dialog', { name: 'server-a räumen?' });
  const drain = within(dialog).getByRole('button', { name: 'Räumen' });
  await person.click(drain);
  expect(await within(dialog).findByText('Keine andere Maschine ist bereit.')).toBeTruthy();

  const drained = [machine('a', { state: 'draining' }), machine('b')];
  api.on('POST /api/admin/machines/a/drain', () => ok({ machines: drained }));
  await person.click(drain);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(await screen.findByText('wird geräumt')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'In Betrieb nehmen: server-a' })).toBeTruthy();
});

it('list of containers of one machine: names it, and what each waits for', async () => {
  const waiting = ownedContainer(3, {
    waits_for: { kind: 'node', name: 'server-b' },
    machine: { id: 'b', name: 'server-b' },
  });
  new FakeApi()
    .on('GET /api/admin/machines', () => ok({ machines: two }))
    .on('GET /api/user/containers', () => ok({ containers: [] }))
    .on('GET /api/admin/containers?machine=b&limit=50', () => ok({ items: [waiting], next_cursor: null, total: 1 }))
    .on('GET /api/admin/containers?limit=50', () => ok({ items: [], next_cursor: null, total: 0 }));
  const { person } = openPage('/admin/containers?machine=b');
  expect(await screen.findByText('Wartet auf Maschine server-b (die Dateien liegen dort)')).toBeTruthy();
  await person.click(await screen.findByRole('button', { name: /Nur auf server-b/u }));
  expect(await screen.findByText('Noch keine Container')).toBeTruthy();
});
