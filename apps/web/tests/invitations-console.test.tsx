import type { Invitation } from '@spawner/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeApi, ok } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const ID = '11111111-1111-4111-8111-111111111111';
const LIST = 'GET /api/admin/invitations?sort=-created&limit=50';
const invitation = (more: Partial<Invitation> = {}): Invitation => ({
  id: ID,
  email: 'ben@schule.example',
  role: 'user',
  language: 'de',
  invited_by: { id: 1, name: 'Ann Lang' },
  state: 'sent',
  created_at: new Date().toISOString(),
  expires_at: new Date().toISOString(),
  accepted_at: null,
  ...more,
});

function open(items: Invitation[], path = '/admin/invitations') {
  const api = new FakeApi().on(LIST, () => ok({ items, next_cursor: null, total: items.length }));
  return { api, ...openPage(path) };
}

it('nobody invited: says so', async () => {
  open([]);
  expect(await screen.findByRole('heading', { name: 'Noch niemand eingeladen' })).toBeVisible();
});

it('pasted addresses: what becomes of each is shown before anything is sent', async () => {
  const { api, person } = open([]);
  const items = [
    { text: 'Ben <ben@schule.example>', email: 'ben@schule.example', outcome: 'new' },
    { text: 'ben', email: null, outcome: 'no_address' },
    { text: 'c@x.example', email: 'c@x.example', outcome: 'mail_not_allowed' },
  ];
  api.on('POST /api/admin/invitations', ({ body }) => ok({ items, sent: 'dry_run' in (body as object) ? 0 : 1 }));
  await person.click(await screen.findByRole('button', { name: 'Personen einladen' }));
  await person.type(
    screen.getByRole('textbox', { name: 'Mailadressen' }),
    'Ben <ben@schule.example>, ben; c@x.example',
  );
  const outcomes = await screen.findByRole('list', { name: 'Was geschieht' });
  expect(
    within(outcomes)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['ben@schule.examplewird eingeladen', 'benist keine Mailadresse', 'c@x.examplevon den Regeln abgelehnt']);
  expect(screen.getByRole('checkbox', { name: /die die Regeln ablehnen/ })).not.toBeChecked();
  expect(api.sent('POST /api/admin/invitations').every(({ body }) => (body as { dry_run?: true }).dry_run)).toBe(true);
  await person.click(screen.getByRole('button', { name: '1 Einladung senden' }));
  expect(await screen.findByText('1 Einladung ist unterwegs.')).toBeVisible();
  expect(api.sent('POST /api/admin/invitations').at(-1)?.body).toEqual({
    addresses: 'Ben <ben@schule.example>, ben; c@x.example',
    role: 'user',
    language: 'de',
    days: 14,
    override_rules: false,
  });
});

it('no address: message at the field', async () => {
  const { person } = open([]);
  await person.click(await screen.findByRole('button', { name: 'Personen einladen' }));
  await person.click(screen.getByRole('button', { name: 'Einladungen senden' }));
  const field = screen.getByRole('textbox', { name: 'Mailadressen' });
  expect(field).toHaveAccessibleDescription(/mindestens eine Adresse/);
  expect(field).toHaveFocus();
});

it('sent before the preview has come: the complaint ends as soon as one address can be invited', async () => {
  const { api, person } = open([]);
  const items = [{ text: 'ben@schule.example', email: 'ben@schule.example', outcome: 'new' }];
  api.on('POST /api/admin/invitations', () => ok({ items, sent: 0 }));
  await person.click(await screen.findByRole('button', { name: 'Personen einladen' }));
  const field = screen.getByRole('textbox', { name: 'Mailadressen' });
  await person.type(field, 'ben@schule.example');
  await person.click(screen.getByRole('button', { name: 'Einladungen senden' }));
  expect(field).toHaveAccessibleDescription(/mindestens eine Adresse/);
  expect(await screen.findByRole('button', { name: '1 Einladung senden' })).toBeVisible();
  expect(field).not.toHaveAccessibleDescription(/mindestens eine Adresse/);
});

it('accepted one: offers nothing; an open one can be sent again and, once that is confirmed, revoked', async () => {
  const items = [invitation(), invitation({ id: ID.replace(/1$/, '2'), email: 'a@b.example', state: 'accepted' })];
  const { api, person } = open(items);
  api.on(`POST /api/admin/invitation/${ID}/resend`, () => ok({ message: '' }));
  api.on(`DELETE /api/admin/invitation/${ID}`, () => {
    items.shift();
    return ok({ message: '' });
  });
  await person.click(await screen.findByRole('button', { name: 'Erneut senden: ben@schule.example' }));
  expect(await screen.findByText('Die Einladung an ben@schule.example ist wieder unterwegs.')).toBeVisible();
  expect(screen.queryByRole('button', { name: /a@b\.example/ })).toBeNull();
  await person.click(screen.getByRole('button', { name: 'Zurückziehen: ben@schule.example' }));
  expect(api.sent(`DELETE /api/admin/invitation/${ID}`)).toEqual([]);
  await person.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Zurückziehen' }));
  await waitFor(() => expect(screen.queryByText('ben@schule.example')).toBeNull());
});

it('filter in the address: the list is narrowed', async () => {
  const { api } = open([], '/admin/invitations?state=bounced');
  api.on('GET /api/admin/invitations?sort=-created&limit=50&state=bounced', () =>
    ok({ items: [invitation({ state: 'bounced' })], next_cursor: null, total: 1 }),
  );
  expect(await screen.findByText('ben@schule.example')).toBeVisible();
  expect(screen.getByRole('combobox', { name: 'Stand' })).toHaveValue('bounced');
});
