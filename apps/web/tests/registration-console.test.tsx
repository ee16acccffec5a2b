import type { MailRulesEffect, SettingsResponse, StoredMailRules } from '@spawner/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { FakeApi, ok, problem, type SentRequest } from './support/fake-api.js';
import { openPage } from './support/render-app.js';
import { settings } from './support/settings.js';

const stored: StoredMailRules = {
  rules: [
    { effect: 'allow', pattern: '@schule.example', note: '' },
    { effect: 'deny', pattern: 'test*@schule.example', note: '' },
  ],
  version: 3,
};
const effect: MailRulesEffect = { tried: null, people: [41, 1], shut_out: { total: 0, people: [] } };
const nobody = { items: [], next_cursor: null, total: 0, counts: {} };

interface Rules {
  rules: { pattern: string; effect: string }[];
}

async function open(more: { settings?: SettingsResponse; rules?: StoredMailRules; effect?: MailRulesEffect } = {}) {
  const api = new FakeApi()
    .on('GET /api/admin/settings', () => ok(more.settings ?? settings({ registration: 'rules' })))
    .on('GET /api/admin/mail-rules', () => ok(more.rules ?? stored))
    .on('POST /api/admin/mail-rules/try', () => ok(more.effect ?? effect))
    .on('PUT /api/admin/mail-rules', ({ body }) => ok({ ...(body as object), version: 4 }))
    .on('PATCH /api/admin/settings', ({ body }) =>
      ok(settings({ registration: 'rules', ...(body as { values: object }).values })),
    )
    .on('GET /api/admin/users?state=waiting&sort=created&limit=20', () =>
      ok({ ...nobody, counts: { all: 0, today: 0, waiting: 0, blocked: 0, never: 0, deleted: 0 } }),
    );
  const { person } = openPage('/admin/registration');
  await screen.findByRole('radio', { name: 'Nach Regeln' });
  return { api, person, save: () => person.click(screen.getByRole('button', { name: 'Speichern' })) };
}

const patternsOf = ({ body }: SentRequest) => (body as Rules).rules.map(({ pattern }) => pattern);
const rows = () => within(screen.getByRole('list', { name: 'Regeln, in ihrer Reihenfolge' })).getAllByRole('listitem');

describe('mail rules', () => {
  it('arrow button: moves the rule, keeps the focus, says the new place; the new order is saved', async () => {
    const { api, person, save } = await open();
    const up = within(rows()[1] as HTMLElement).getByRole('button', { name: 'Nach oben' });
    up.focus();
    await person.keyboard('{Enter}');
    expect(within(rows()[0] as HTMLElement).getByRole('textbox', { name: /^Muster/ })).toHaveValue(
      'test*@schule.example',
    );
    expect(up).toHaveFocus();
    expect(screen.getByText('Regel ist jetzt auf Platz 1 von 2')).toHaveAttribute('role', 'status');
    await save();
    expect(await screen.findByText('Gespeichert')).toBeVisible();
    const [saved] = api.sent('PUT /api/admin/mail-rules');
    expect(saved && patternsOf(saved)).toEqual(['test*@schule.example', '@schule.example']);
    expect(saved?.body).toMatchObject({ version: 3 });
    expect(api.sent('PATCH /api/admin/settings')).toEqual([]);
  });

  it('wrong pattern: message at the field with the place; nothing is saved', async () => {
    const { api, person, save } = await open();
    await person.click(screen.getByRole('button', { name: 'Regel hinzufügen' }));
    const field = screen.getByRole('textbox', { name: 'Muster, Regel 3' });
    expect(field).toHaveFocus();
    await person.type(field, '@schu le.example');
    expect(field).toBeValid();
    await person.tab();
    expect(field).toHaveAccessibleDescription(/Das ist keine Domain/);
    expect(field.closest('li')?.querySelector('mark')).toHaveTextContent(/^\s?$/);
    await save();
    expect(field).toHaveFocus();
    expect(api.sent('PUT /api/admin/mail-rules')).toEqual([]);
  });

  it('each rule: on how many accounts it decides', async () => {
    await open();
    expect(await screen.findByText('entscheidet heute über 41 Konten')).toBeVisible();
    expect(screen.getByText('entscheidet heute über 1 Konto')).toBeVisible();
  });

  it.each([
    [{ effect: 'allow', rule: 0 }, 'Regel 1 „@schule.example“: erlaubt'],
    [{ effect: 'deny', rule: null }, 'Keine Regel passt → Voreinstellung: abgelehnt'],
  ] as const)('address is tried, result %j: the page names the rule', async (tried, text) => {
    const { api, person } = await open({ effect: { ...effect, tried } });
    await person.type(screen.getByRole('textbox', { name: 'Mailadresse' }), 'ann@schule.example');
    expect(await screen.findByText(text)).toBeVisible();
    // A slow typist asks for parts of the address too.
    await waitFor(() =>
      expect(api.sent('POST /api/admin/mail-rules/try').at(-1)?.body).toMatchObject({
        email: 'ann@schule.example',
        default_effect: 'deny',
      }),
    );
  });

  it('unsaved rules that shut accounts out: their number and names are shown', async () => {
    const shut_out = { total: 22, people: [{ id: 4, name: 'Ben Kurz' }] };
    const { person } = await open({ effect: { ...effect, shut_out } });
    expect(screen.queryByText(/dürften sich heute nicht mehr registrieren/)).toBeNull();
    await person.selectOptions(screen.getByRole('combobox', { name: 'Wirkung, Regel 1' }), 'deny');
    expect(await screen.findByText('22 vorhandene Konten dürften sich heute nicht mehr registrieren.')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Ben Kurz', hidden: true })).toHaveAttribute('href', '/admin/people/4');
    expect(screen.getByText('und 21 weitere')).toBeInTheDocument();
  });

  it('rules that only allow, and all others allowed too: the page says so and mends it by one click', async () => {
    const { api, person, save } = await open({
      settings: settings({ registration: 'rules', default_mail_effect: 'allow' }),
      rules: { rules: [{ effect: 'allow', pattern: '@schule.example', note: '' }], version: 1 },
    });
    expect(await screen.findByText('So wird niemand abgelehnt')).toBeVisible();
    await person.click(screen.getByRole('button', { name: 'Andere ablehnen' }));
    expect(screen.queryByText('So wird niemand abgelehnt')).toBeNull();
    await save();
    await waitFor(() =>
      expect(api.sent('PATCH /api/admin/settings')[0]?.body).toEqual({
        version: 7,
        values: { default_mail_effect: 'deny' },
      }),
    );
  });

  it('changed by somebody else: what was typed can be kept, and the next save knows the new version', async () => {
    const rules = { ...stored };
    const { api, person, save } = await open({ rules });
    api.on('PUT /api/admin/mail-rules', ({ body }) =>
      (body as { version: number }).version === 3
        ? problem(409, 'changed_meanwhile', 'Das wurde inzwischen geändert.')
        : ok({ ...stored, version: 6 }),
    );
    await person.type(screen.getByRole('textbox', { name: 'Notiz, Regel 1' }), 'neu');
    await save();
    expect(await screen.findByText('Das wurde inzwischen geändert.')).toBeVisible();
    rules.version = 5;
    await person.click(screen.getByRole('button', { name: 'Meine Fassung behalten' }));
    await waitFor(() => expect(screen.queryByText('Das wurde inzwischen geändert.')).toBeNull());
    expect(screen.getByRole('textbox', { name: 'Notiz, Regel 1' })).toHaveValue('neu');
    await save();
    await waitFor(() => expect(api.sent('PUT /api/admin/mail-rules')[1]?.body).toMatchObject({ version: 5 }));
  });
});

it('mode is set in .env: it cannot be changed, and the variable is named', async () => {
  await open({ settings: { ...settings({ registration: 'closed' }), locked: { registration: 'REGISTRATION' } } });
  expect(screen.getByRole('radio', { name: 'Nach Regeln' })).toBeDisabled();
  expect(screen.getByText('REGISTRATION')).toBeVisible();
});

it('other mode: only that is saved, and no rules are shown', async () => {
  const { api, person, save } = await open();
  await person.click(screen.getByRole('radio', { name: 'Nur mit Einladung' }));
  expect(screen.queryByRole('list', { name: /^Regeln/ })).toBeNull();
  await save();
  await waitFor(() =>
    expect(api.sent('PATCH /api/admin/settings')[0]?.body).toEqual({
      version: 7,
      values: { registration: 'invitation' },
    }),
  );
});
