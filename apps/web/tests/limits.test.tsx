import type { OwnLimit } from '@spawner/contracts';
import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeApi, ok } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const GIB = 1024 ** 3;

function showAccount(limits: OwnLimit[]) {
  new FakeApi()
    .on('GET /api/user/limits', () => ok({ limits }))
    .on('GET /api/user/sessions', () => ok({ sessions: [] }))
    .on('GET /api/user/tokens', () => ok({ tokens: [] }));
  openPage('/account');
}

it('own limits: each that has a bound is shown with its use and its rule', async () => {
  showAccount([
    { kind: 'running', used: 2, value: 2, rule: { scope: 'role', role: 'user' } },
    { kind: 'cards', used: 3, value: null, rule: null },
    { kind: 'memory', used: 1.5 * GIB, value: 2 * GIB, rule: { scope: 'everyone', role: null } },
    { kind: 'cpu', used: 500, value: 2000, rule: { scope: 'user', role: null } },
  ]);
  const rows = within(await screen.findByRole('list', { name: 'Grenzen' })).getAllByRole('listitem');
  expect(rows.map(({ textContent }) => textContent)).toEqual([
    'Laufende Container2 von 2Gilt für die Rolle Nutzer',
    'Arbeitsspeicher1,5 GiB von 2 GiBGilt für alle',
    'Prozessor0,5 von 2 KerneGilt für Sie persönlich',
  ]);
  const meter = screen.getByRole('meter', { name: 'Arbeitsspeicher' });
  expect(meter).toHaveAttribute('aria-valuenow', '75');
  expect(meter).toHaveAttribute('aria-valuetext', '1,5 GiB von 2 GiB');
});

it('no limit: one sentence says so', async () => {
  showAccount([{ kind: 'running', used: 2, value: null, rule: null }]);
  expect(await screen.findByText('Für Sie gelten keine Grenzen.')).toBeVisible();
  expect(screen.queryByRole('meter')).toBeNull();
});
