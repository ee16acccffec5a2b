import type { LimitRule } from '@spawner/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeApi, ok, user } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const GIB = 1024 ** 3;
const rule = (more: Partial<LimitRule>): LimitRule => ({
  id: 1,
  scope: 'everyone',
  role: null,
  kind: 'running',
  value: 2,
  until: null,
  note: null,
  version: 4,
  person: null,
  made_by: null,
  made_at: new Date().toISOString(),
  decides_for: 212,
  ...more,
});
const ben = {
  ...user,
  id: 9,
  email: 'ben@schule.example',
  display_name: 'Ben Kurz',
  blocked: false,
  blocked_reason: null,
  containers: { running: 0, paused: 0, failed: 0, total: 0 },
  classes: [],
  storage_bytes: 0,
  created_at: new Date().toISOString(),
  last_seen_at: null,
  deleted_at: null,
  erase_after: null,
  erase_error: null,
  version: 1,
};
const share = { capacity: 4, computed: 4, reserved: 5 };
const capacity = {
  memory: { ...share, most: 9 },
  cpu: share,
  running: share,
  disk: { free: null, floor: 0, computed: 0 },
  waiting: 0,
  longest_wait_since: null,
};

async function open(rules: LimitRule[]) {
  const api = new FakeApi()
    .on('GET /api/admin/limits', () => ok({ rules }))
    .on('GET /api/admin/capacity', () => ok(capacity))
    .on('PUT /api/admin/limits', ({ body }) => ok(rule({ ...(body as Partial<LimitRule>), version: 5 })))
    .on('DELETE /api/admin/limits/1', () => ok({ message: '' }));
  for (const value of ['', '&value=2', '&value=1', '&value=12'])
    api.on(`GET /api/admin/limits/rehearsal?scope=everyone&kind=running${value}`, () =>
      ok({ decides_for: 212, above: value === '&value=1' ? 3 : 0 }),
    );
  const { person } = openPage('/admin/limits');
  await screen.findByText('Wie voll der Server ist');
  return { api, person };
}

it('no rules: one button takes the suggestion', async () => {
  const { api, person } = await open([]);
  await person.click(await screen.findByRole('button', { name: 'Vorschlag übernehmen' }));
  await waitFor(() => expect(api.sent('PUT /api/admin/limits')).toHaveLength(2));
  expect(api.sent('PUT /api/admin/limits').map(({ body }) => body)).toEqual([
    { scope: 'everyone', kind: 'running', value: 2, version: null },
    { scope: 'everyone', kind: 'storage', value: 2 * GIB, version: null },
  ]);
});

it('matrix: value and for how many it decides, by everyone, roles and people with exceptions', async () => {
  const until = '2026-12-03T23:59:59Z';
  await open([
    rule({}),
    rule({ id: 2, scope: 'role', role: 'admin', value: null, decides_for: 3 }),
    rule({
      id: 3,
      scope: 'user',
      person: { id: 9, name: 'Ben' },
      kind: 'memory',
      value: 4 * GIB,
      decides_for: 1,
      until,
    }),
  ]);
  const table = await screen.findByRole('table', { name: 'Grenzen, nach wem und was' });
  const texts = within(table)
    .getAllByRole('row')
    .map((row) =>
      within(row)
        .queryAllByRole('button')
        .map(({ textContent }) => textContent),
    );
  expect(texts[1]?.[0]).toBe('Laufende Container, Alle: 2gilt für 212');
  expect(texts[4]?.[0]).toBe('Laufende Container, Rolle Admin: unbegrenztgilt für 3');
  expect(texts[5]?.[2]).toMatch(/^Arbeitsspeicher, Ben: 4 GiBgilt für 1, bis 3?4?\.? ?Dez/);
  expect(texts[5]?.[0]).toBe('Laufende Container, Ben: keine');
});

it('rule is edited: says before saving for how many it decides and how many are above it', async () => {
  const { api, person } = await open([rule({})]);
  await person.click(await screen.findByRole('button', { name: /^Laufende Container, Alle/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Laufende Container: Alle' });
  const field = within(dialog).getByRole('spinbutton', { name: 'Höchstens' });
  expect(await within(dialog).findByText('Gilt dann für 212 Personen.')).toBeVisible();
  await person.clear(field);
  await person.type(field, '1');
  expect(await within(dialog).findByText(/^3 Personen liegen darüber\. Nichts wird beendet/)).toBeVisible();
  await person.click(within(dialog).getByRole('button', { name: 'Speichern' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(api.sent('PUT /api/admin/limits')[0]?.body).toEqual({
    scope: 'everyone',
    kind: 'running',
    value: 1,
    until: null,
    note: null,
    version: 4,
  });
});

it('unlimited: is saved as such; without a number nothing is saved', async () => {
  const { api, person } = await open([rule({})]);
  await person.click(await screen.findByRole('button', { name: /^Laufende Container, Alle/ }));
  const dialog = await screen.findByRole('dialog');
  await person.clear(within(dialog).getByRole('spinbutton', { name: 'Höchstens' }));
  await person.click(within(dialog).getByRole('button', { name: 'Speichern' }));
  expect(within(dialog).getByText('Eine Zahl ab 0.')).toBeVisible();
  expect(api.sent('PUT /api/admin/limits')).toEqual([]);
  await person.click(within(dialog).getByRole('checkbox', { name: 'Unbegrenzt' }));
  await person.click(within(dialog).getByRole('button', { name: 'Speichern' }));
  await waitFor(() => expect(api.sent('PUT /api/admin/limits')[0]?.body).toMatchObject({ value: null }));
});

it('exception for a person: a row for them appears', async () => {
  const { api, person } = await open([rule({})]);
  api.on('GET /api/admin/users?q=ben&sort=name&limit=8', () =>
    ok({
      items: [ben],
      next_cursor: null,
      total: 1,
      counts: { all: 0, today: 0, waiting: 0, blocked: 0, never: 0, deleted: 0 },
    }),
  );
  await person.click(await screen.findByRole('button', { name: 'Ausnahme für eine Person' }));
  await person.type(screen.getByRole('searchbox', { name: 'Name oder Mailadresse' }), 'ben');
  await person.click(await screen.findByRole('button', { name: /^Ben Kurz ?ben@/ }));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(await screen.findByRole('button', { name: 'Laufende Container, Ben Kurz: keine' })).toBeVisible();
});

it('more is reserved than there is: said in words, too', async () => {
  await open([]);
  expect(await screen.findAllByText(/über der Grenze/)).toHaveLength(3);
});
