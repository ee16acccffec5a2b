import { settingKeys } from '@spawner/contracts';
import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { settingGroups } from '../src/features/admin/settings/fields.js';
import { FakeApi, ok } from './support/fake-api.js';
import { openPage } from './support/render-app.js';
import { settings } from './support/settings.js';

const GIB = 1024 ** 3;
const share = { capacity: null, computed: null, reserved: 0 };
const capacity = {
  memory: { ...share, computed: 12 * GIB, most: 0 },
  cpu: share,
  running: share,
  disk: { free: null, floor: 0, computed: 5 * GIB },
  waiting: 0,
  longest_wait_since: null,
};

async function open(stored = settings()) {
  const api = new FakeApi()
    .on('GET /api/admin/settings', () => ok(stored))
    .on('GET /api/admin/capacity', () => ok(capacity))
    .on('PATCH /api/admin/settings', ({ body }) => ok(settings((body as { values: object }).values)));
  const { person } = openPage('/admin/settings');
  return { api, person, days: await screen.findByRole('spinbutton', { name: 'Frist bis zum Löschen der Daten' }) };
}

it('every setting has a field, here or on the page of the registration', () => {
  const shown = settingGroups.flatMap(({ fields }) => fields.map(({ key }) => key as string));
  const elsewhere = ['registration', 'default_mail_effect', 'registration_hint'];
  expect([...shown, ...elsewhere].sort()).toEqual([...settingKeys].sort());
});

it('change: only what differs is sent, with the version that was read', async () => {
  const { api, person, days } = await open();
  await person.clear(days);
  await person.type(days, '7');
  await person.click(screen.getByRole('checkbox', { name: 'Eigenes Konto löschen' }));
  await person.click(screen.getByRole('checkbox', { name: 'Eigenes Konto löschen' }));
  await person.click(screen.getByRole('button', { name: 'Speichern' }));
  expect(await screen.findByText('Gespeichert')).toBeVisible();
  expect(api.sent('PATCH /api/admin/settings')[0]?.body).toEqual({ version: 7, values: { deletion_days: 7 } });
  expect(screen.queryByRole('button', { name: 'Speichern' })).toBeNull();
});

it.each(['400', '1.5', ''])('number "%s" out of its bounds: message at the field, nothing is saved', async (typed) => {
  const { api, person, days } = await open();
  await person.clear(days);
  if (typed) await person.type(days, typed);
  await person.click(screen.getByRole('button', { name: 'Speichern' }));
  await waitFor(() => expect(days).toHaveAccessibleDescription(/Eine Zahl von 0 bis 90\./));
  expect(days).toHaveFocus();
  expect(api.sent('PATCH /api/admin/settings')).toEqual([]);
});

it('number that Spawner computes: the computed one is shown, and an empty field is saved as such', async () => {
  const { api, person } = await open(settings({ capacity_memory_mb: 4096 }));
  const memory = screen.getByRole('spinbutton', { name: 'Arbeitsspeicher' });
  await waitFor(() => expect(memory).toHaveAttribute('placeholder', 'berechnet: 12.288'));
  await person.clear(memory);
  await person.click(screen.getByRole('button', { name: 'Speichern' }));
  await waitFor(() =>
    expect(api.sent('PATCH /api/admin/settings')[0]?.body).toEqual({
      version: 7,
      values: { capacity_memory_mb: null },
    }),
  );
});

it('set in .env: the field cannot be changed, and the variable is named', async () => {
  const { days } = await open({ ...settings(), locked: { deletion_days: 'DELETION_DAYS' } });
  expect(days).toBeDisabled();
  expect(days).toHaveAccessibleDescription(/In \.env festgelegt: DELETION_DAYS/);
});
