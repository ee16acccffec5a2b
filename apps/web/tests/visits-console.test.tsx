import type { Visit } from '@spawner/contracts';
import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeApi, ok } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const LIST = 'GET /api/admin/visits?limit=50';
const ann = { id: 7, name: 'Ann' };
const visit = (more: Partial<Visit>): Visit => ({
  id: '11111111-1111-4111-8111-111111111111',
  visitor: { id: 1, name: 'Grace' },
  as: 'admin',
  class: null,
  owner: ann,
  type: 'dev',
  service: 'ann-dev',
  at: '2026-09-01T08:00:00.000Z',
  ended_at: '2026-09-01T08:12:00.000Z',
  reason: null,
  noticed_at: null,
  ...more,
});

it('visits: who as what, whose, how long, why, and whether the owner knows', async () => {
  const ofTeacher = visit({
    id: '22222222-2222-4222-8222-222222222222',
    ...{ visitor: { id: 2, name: 'Frau Vogel' }, as: 'teacher', class: { id: 3, name: '7b' }, reason: 'Hausaufgabe' },
    ...{ ended_at: null, noticed_at: '2026-09-01T08:30:00.000Z' },
  });
  new FakeApi().on(LIST, () => ok({ items: [ofTeacher, visit({})], next_cursor: null, total: 2 }));
  openPage('/admin/visits');
  const table = within(await screen.findByRole('table', { name: 'Besuche' }));
  const [, first, second] = table.getAllByRole('row');
  expect(first).toHaveTextContent(/Frau Vogel.*als Lehrkraft der 7b.*Ann.*ann-dev.*läuft.*Hausaufgabe.*gesehen$/);
  expect(second).toHaveTextContent(/Grace.*mit Administratorrechten.*12 min.*noch nicht gesehen/);
  expect(table.getByRole('link', { name: 'Frau Vogel' })).toHaveAttribute('href', '/admin/people/2');
});

it('no visit yet: says so', async () => {
  new FakeApi().on(LIST, () => ok({ items: [], next_cursor: null, total: 0 }));
  openPage('/admin/visits');
  expect(await screen.findByRole('heading', { name: 'Noch kein Besuch' })).toBeVisible();
});
