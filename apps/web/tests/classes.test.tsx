import type { Class, ClassMember, ImportReport, ImportRow, Job, Visit } from '@spawner/contracts';
import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { job } from './support/admin.js';
import { FakeApi, info, ok, user } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const page = (items: readonly unknown[]) => ok({ items, next_cursor: null, total: items.length });
const lesson: Class = {
  ...{ id: 7, name: '7b', kind: 'class', description: null, templates: ['dev'], ends_on: null, cards_when: 'always' },
  ...{
    session_hours: 12,
    own_devices: false,
    teachers: [{ id: 1, name: 'Ms Vogel' }],
    members: 28,
    waiting: 1,
    working: 18,
  },
  ...{ help_calls: 0, lesson_until: null },
  ...{ created_at: '2026-09-01T07:30:00.000Z', archived_at: null, version: 1 },
};
const row = (name: string, more: Partial<ImportRow> = {}): ImportRow => ({
  ...{
    line: 2,
    name,
    email: '',
    external_id: '',
    class_name: '',
    verdict: 'new',
    before: null,
    repeats: null,
    fault: null,
    ...more,
  },
});
const report = (rows: ImportRow[], more: Partial<ImportReport> = {}): ImportReport => ({
  ...{ rows, new: 0, same: 0, changed: 0, wrong: 0, absent: [], ignored: [], ...more },
});
const card = (id: number) => ({ user_id: id, name: `Person ${id}`, created_at: null, last_used_at: null });
const withClass = () =>
  new FakeApi()
    .on('GET /api/class/7', () => ok(lesson))
    .on('GET /api/class/7/members?limit=50', () => page([]))
    .on('GET /api/class/7/invitations', () => ok({ invitations: [] }))
    .on('GET /api/class/7/cards', () => ok({ class_code: null, paused_until: null, cards: [card(1), card(2)] }));

it('somebody who leads nothing: no entry, and the pages do not exist', async () => {
  const api = new FakeApi().on('GET /api/auth/session', () => ok({ user: { ...user, role: 'user', is_admin: false } }));
  openPage('/class/7/members');
  expect(await screen.findByRole('heading', { name: 'Diese Seite gibt es nicht' })).toBeVisible();
  expect(screen.queryByRole('link', { name: 'Klassen' })).toBeNull();
  expect(api.requests.filter(({ call }) => call.includes('/api/class'))).toEqual([]);
});

it('list: a card says who works, who calls and whether a lesson is open', async () => {
  const open = { ...lesson, help_calls: 2, lesson_until: '2026-11-26T09:35:00.000Z' };
  new FakeApi().on('GET /api/classes?limit=48', () => page([open]));
  openPage('/classes');
  const card = await screen.findByRole('article');
  expect(card).toHaveTextContent(/28 Mitglieder18 arbeiten geradeStunde bis \d\d:352 rufen1 wartet auf Einlass/);
  expect(within(card).getByRole('link', { name: '7b' })).toHaveAttribute('href', '/class/7');
});

it('no classes: says what the first steps are', async () => {
  new FakeApi().on('GET /api/classes?limit=48', () => page([]));
  openPage('/classes');
  expect(await screen.findByRole('heading', { name: 'Legen Sie Ihre erste Klasse an' })).toBeVisible();
  expect(screen.getAllByRole('button', { name: 'Klasse anlegen' })).not.toHaveLength(0);
});

it('manager, where only admins make classes: no button, and the empty list says so', async () => {
  new FakeApi()
    .on('GET /api/auth/session', () => ok({ user: { ...user, role: 'manager', is_admin: false } }))
    .on('GET /api/info', () => ok({ ...info, managers_create_classes: false }))
    .on('GET /api/classes?limit=48', () => page([]));
  openPage('/classes');
  expect(await screen.findByText('Noch keine Klasse')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Klasse anlegen' })).toBeNull();
});

it('member who is a guest: says until when', async () => {
  const guest: ClassMember = {
    ...{ user_id: 9, name: 'Kim', email: null, slug: 'kim', role: 'member', state: 'in', class_account: true },
    ...{ external_id: null, blocked: false, ends_on: '2027-02-25', joined_via: 'guest', last_seen_at: null },
    joined_at: '2026-11-27T08:00:00.000Z',
  };
  withClass().on('GET /api/class/7/members?limit=50', () => page([guest]));
  openPage('/class/7/members');
  expect(await screen.findByText('Gast bis 25.02.2027')).toBeVisible();
});

it('settings: login cards of the class, and the visits of its teachers', async () => {
  const visit: Visit = {
    ...{ id: 'b', visitor: { id: 1, name: 'Ms Vogel' }, as: 'teacher', class: { id: 7, name: '7b' } },
    ...{ owner: { id: 9, name: 'Ada' }, type: 'dev', service: 'ada-dev', at: '2026-11-26T08:00:00.000Z' },
    ...{ ended_at: null, reason: 'Hilfe', noticed_at: null },
  };
  const api = withClass()
    .on('GET /api/class/7/visits?limit=20', () => page([visit]))
    .on('PATCH /api/class/7', () => ok(lesson));
  const { person } = openPage('/class/7/settings');
  await person.selectOptions(await screen.findByLabelText('Anmeldekarten gelten'), 'nur während einer Stunde');
  await person.selectOptions(screen.getByLabelText('Mit Karte angemeldet bleiben'), '4 Stunden');
  expect(screen.queryByRole('checkbox', { name: /eigenen Geräten/ })).toBeNull();
  await person.selectOptions(screen.getByLabelText('Anmeldekarten gelten'), 'immer');
  await person.click(screen.getByRole('checkbox', { name: /eigenen Geräten/ }));
  await person.click(screen.getByRole('button', { name: 'Speichern' }));
  expect(await screen.findByText('Gespeichert')).toBeVisible();
  expect(api.sent('PATCH /api/class/7')[0]?.body).toEqual({ version: 1, own_devices: true, session_hours: 4 });
  const row = within(await screen.findByRole('row', { name: /Ada/ }));
  expect(row.getByText('ada-dev')).toBeVisible();
  expect(row.queryByRole('link')).toBeNull();
});

it('end of a year: collect, message, archive, and accounts are deleted only with their number typed', async () => {
  const api = withClass()
    .on('GET /api/class/7/visits?limit=20', () => page([]))
    .on('GET /api/class/7/messages', () => ok({ messages: [] }))
    .on('POST /api/class/7/archive', () => ok({ ...lesson, archived_at: new Date().toISOString() }))
    .on('POST /api/class/7/accounts/delete', () => ok({ job_id: '33333333-3333-4333-8333-333333333333' }));
  const { person } = openPage('/class/7/settings');
  const items = await screen.findAllByText(/^\d\./);
  expect(items.map(({ textContent: title }) => title.slice(0, 12))).toEqual([
    ...['1. Arbeiten ', '2. Verabschi', '3. Klasse ar', '4. Konten de', '5. Klasse lö'],
  ]);
  for (const [button, dialog] of [
    ['Einsammeln', 'Arbeiten einsammeln'],
    ['Nachricht schreiben', 'Nachricht an alle'],
  ] as const) {
    await person.click(screen.getByRole('button', { name: button }));
    await person.click(
      within(await screen.findByRole('dialog', { name: dialog })).getByRole('button', { name: 'Abbrechen' }),
    );
  }
  await person.click(await screen.findByRole('button', { name: 'Konten löschen' }));
  const question = within(screen.getByRole('dialog'));
  const confirm = question.getByRole('button', { name: 'Konten löschen' });
  await person.type(question.getByLabelText(/die Zahl der Konten eintippen: 2/), '3');
  await person.click(confirm);
  expect(api.sent('POST /api/class/7/accounts/delete')).toEqual([]);
  await person.clear(question.getByLabelText(/die Zahl der Konten/));
  await person.type(question.getByLabelText(/die Zahl der Konten/), '2');
  await person.click(confirm);
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(api.sent('POST /api/class/7/accounts/delete')[0]?.body).toEqual({ after_days: 30, expected: 2 });
});

it('jobs: only of this class; a colleague’s, while it is under way or has failed, is cancelled and repeated here', async () => {
  const started_by = { id: 99, name: 'Herr Sand' };
  const end = { finished_at: new Date().toISOString() };
  const of = (id: string, more: Partial<Job>) => job({ id, class_id: 7, ...more });
  const own = of('own', { kind: 'class_start', started_by: { id: user.id, name: 'Ada' } });
  const failed = of('failed', { kind: 'work_collect', state: 'failed', started_by, ...end });
  const colleague = [
    of('open', { kind: 'material_deliver', started_by }),
    failed,
    of('done', { kind: 'class_stop', state: 'done', failed: 0, started_by, ...end }),
  ];
  const api = withClass()
    .on('GET /api/class/7/jobs?limit=5', () => page([...colleague, own]))
    .on('GET /api/user/jobs?limit=5', () => page([job({ id: 'other', kind: 'class_reset', class_id: 8 }), own]))
    .on('GET /api/class/7/job/failed', () => ok({ ...failed, items: [] }))
    .on('POST /api/class/7/job/open/cancel', () => ok({ ...colleague[0], state: 'cancelled', ...end }))
    .on('POST /api/class/7/job/failed/retry', () => ok({ ...failed, state: 'queued', finished_at: null }));
  const { person } = openPage('/class/7/members');
  const rowOf = async (name: string) => within((await screen.findByText(name)).closest('li') as HTMLElement);
  const open = await rowOf('Material austeilen');
  expect(open.getByText(/von Herr Sand/)).toHaveTextContent('18 von 30 erledigt');
  expect((await rowOf('Container starten')).getByText(/18 von 30/)).not.toHaveTextContent('Ada');
  for (const name of ['Container stoppen', 'Container zurücksetzen']) expect(screen.queryByText(name)).toBeNull();
  await person.click(open.getByRole('button', { name: 'Abbrechen' }));
  const collected = await rowOf('Arbeiten einsammeln');
  await person.click(collected.getByText('Was nicht ging, und warum'));
  await person.click(collected.getByRole('button', { name: 'Nur die fehlgeschlagenen wiederholen' }));
  for (const call of [
    'GET /api/class/7/job/failed',
    'POST /api/class/7/job/open/cancel',
    'POST /api/class/7/job/failed/retry',
  ])
    await vi.waitFor(() => expect(api.sent(call)).toHaveLength(1));
});

it('list of names: looked at, corrected in place, and only then taken over', async () => {
  const sent: string[] = [];
  const wrong = report([row('Ada'), row('', { line: 3, verdict: 'wrong', fault: 'name_missing' })], {
    new: 1,
    wrong: 1,
  });
  const right = report([row('Ada'), row('Alan', { line: 3 })], { new: 2 });
  const api = withClass()
    .on('POST /api/class/7/import?dry_run=true', async ({ body }) =>
      ok((await (body as Blob).text()).includes('Alan') ? right : wrong),
    )
    .on('POST /api/class/7/import', async ({ body }) => {
      sent.push(await (body as Blob).text());
      return ok(right);
    });
  const { person } = openPage('/class/7/members');
  await person.click((await screen.findAllByRole('button', { name: 'Liste einlesen' }))[0] as HTMLElement);
  fireEvent.change(screen.getByRole('textbox', { name: 'Oder hier einfügen' }), { target: { value: 'Name\nAda\n;' } });
  await person.click(screen.getByRole('button', { name: 'Ansehen' }));
  expect(await screen.findByText('Name fehlt')).toBeVisible();
  expect(await screen.findByRole('button', { name: 'Nur gültige übernehmen (1)' })).toBeVisible();
  expect(api.sent('POST /api/class/7/import')).toEqual([]);
  fireEvent.change(screen.getByRole('textbox', { name: 'Name in Zeile 2' }), { target: { value: 'Alan' } });
  await person.click(await screen.findByRole('button', { name: 'Übernehmen (2)' }));
  expect(await screen.findByText('Übernommen: 2')).toBeVisible();
  expect(sent).toEqual(['"Name";"E-Mail";"ID"\n"Ada";"";""\n"Alan";"";""']);
});

it('row with an unknown class: stays out with the reason, is named in the result, and comes in with all in one class', async () => {
  const people: ImportRow[] = [
    row('Ada'),
    row('Kim', { line: 3, class_name: '9z', verdict: 'wrong', fault: 'unknown_class' }),
    row('Lu', { line: 4 }),
  ];
  const sent: string[] = [];
  withClass()
    .on('POST /api/class/7/import?dry_run=true', async ({ body }) => {
      const list = await (body as Blob).text();
      sent.push(list);
      return ok(
        sent.length === 1
          ? report(people, { new: 2, wrong: 1 })
          : report(list.includes('Kim') ? people : [row('Ada'), row('Lu')], { new: 2 }),
      );
    })
    .on('POST /api/class/7/import', () =>
      ok(
        report(
          [row('Ada'), row('Lu', { line: 3, email: 'lu@school.example', verdict: 'wrong', fault: 'too_many_mails' })],
          {
            ...{ new: 1, wrong: 1 },
          },
        ),
      ),
    );
  const { person } = openPage('/class/7/members');
  await person.click((await screen.findAllByRole('button', { name: 'Liste einlesen' }))[0] as HTMLElement);
  fireEvent.change(screen.getByRole('textbox', { name: 'Oder hier einfügen' }), { target: { value: 'Name' } });
  await person.click(screen.getByRole('button', { name: 'Ansehen' }));
  expect(await screen.findByText(/so heißt keine Ihrer Klassen/)).toBeVisible();
  const tick = screen.getByRole('checkbox', { name: 'Zeile 2 übernehmen' });
  expect(tick).not.toBeChecked();
  expect(await screen.findByText('2 neu · 0 geändert · 0 gleich · 1 nicht übernommen')).toBeVisible();
  const oneClass = screen.getByRole('checkbox', { name: /^Alle in die Klasse 7b/ });
  await person.click(oneClass);
  expect(tick).toBeChecked();
  await vi.waitFor(() => expect(sent.at(-1)).toContain('"Kim"'));
  await person.click(oneClass);
  expect(tick).not.toBeChecked();
  await person.click(await screen.findByRole('button', { name: 'Nur gültige übernehmen (2)' }));
  expect(await screen.findByText('Übernommen: 1')).toBeVisible();
  expect(screen.getByText('Nicht übernommen: Kim, Lu')).toBeVisible();
});

it('list of several classes: a row without its tick is not sent; the column of classes can be left unread', async () => {
  const people: ImportRow[] = [
    row('Ada', { line: 3 }),
    row('Alan', { line: 4, class_name: '8a' }),
    row('Ada', { line: 5, verdict: 'repeated', repeats: 3 }),
  ];
  const sent: string[] = [];
  const api = withClass().on('POST /api/class/7/import?dry_run=true', async ({ body }) => {
    const text = await (body as Blob).text();
    sent.push(text);
    // By what was sent and not by how often: quick changes are sent together, and how quick they are depends on the machine.
    const rows = text.split('\n').slice(1);
    return ok(report(rows.length === 2 ? people.slice(1) : people, { new: 2 }));
  });
  const { person } = openPage('/class/7/members');
  await person.click((await screen.findAllByRole('button', { name: 'Liste einlesen' }))[0] as HTMLElement);
  fireEvent.change(screen.getByRole('textbox', { name: 'Oder hier einfügen' }), { target: { value: 'Name' } });
  await person.click(screen.getByRole('button', { name: 'Ansehen' }));
  expect(await screen.findByText('doppelt (Zeile 1)')).toBeVisible();
  expect(screen.getByRole('textbox', { name: 'Klasse in Zeile 2' })).toHaveValue('8a');
  await person.click(screen.getByRole('checkbox', { name: 'Zeile 1 übernehmen' }));
  expect(screen.getByText('bleibt draußen')).toBeVisible();
  expect(screen.getByRole('checkbox', { name: 'Alle Zeilen übernehmen' })).toBePartiallyChecked();
  await person.click(screen.getByRole('checkbox', { name: /^Alle in die Klasse 7b/ }));
  expect(screen.queryByRole('columnheader', { name: 'Klasse' })).toBeNull();
  await vi.waitFor(() => expect(sent.at(-1)).toBe('"Name";"E-Mail";"ID"\n"Alan";"";""\n"Ada";"";""'));
  expect(await within(screen.getByRole('row', { name: /Alan/ })).findByText('neu')).toBeVisible();
  for (const tick of screen.getAllByRole('checkbox', { name: /^Zeile [23]/ })) await person.click(tick);
  expect(screen.getByRole('button', { name: 'Nichts zu übernehmen' })).toHaveAttribute('aria-disabled', 'true');
  expect(api.sent('POST /api/class/7/import')).toEqual([]);
});
