import type { Person } from '@spawner/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { SearchBox } from '../src/components/table/search-box.js';
import { peoplePage, person } from './support/admin.js';
import { ledClass } from './support/classes.js';
import { FakeApi, later, ok, problem } from './support/fake-api.js';
import { pass } from './support/pass.js';
import { openPage, renderInApp } from './support/render-app.js';

const LIST = 'GET /api/admin/users?limit=50';
const SELECTION = 'GET /api/admin/users/selection';
const BULK = 'POST /api/admin/users/bulk';
const JOB = { status: 202, body: { job_id: '33333333-3333-4333-8333-333333333333' } };

const withPeople = (...ids: number[]) =>
  new FakeApi()
    .on('GET /api/user/containers', () => ok({ containers: [] }))
    .on(LIST, () =>
      ok(
        peoplePage(
          ids.map((id) => person(id)),
          { total: 812 },
        ),
      ),
    );
const box = (name: string) => screen.findByRole('checkbox', { name: `${name} auswählen` });
const bar = () => screen.getByRole('region', { name: 'Auswahl' });
const inDialog = () => within(screen.getByRole('dialog'));

it('search, tile and sort: in the address, and Back takes them away again', async () => {
  withPeople(2, 3)
    .on('GET /api/admin/users?state=blocked&limit=50', () => ok(peoplePage([person(3, { blocked: true })])))
    .on('GET /api/admin/users?q=m%C3%BCller&state=blocked&limit=50', () => ok(peoplePage([])));
  const { person: reader } = openPage('/admin/people');
  await reader.click(await screen.findByRole('button', { name: /Gesperrt$/ }));
  await waitFor(() => expect(screen.queryByText('Person 2')).not.toBeInTheDocument());
  expect(window.location.search).toBe('?group=blocked');

  await reader.keyboard('/');
  await reader.paste('müller');
  expect(await screen.findByText('Keine Treffer für „müller“')).toBeVisible();
  expect(new URLSearchParams(window.location.search).get('q')).toBe('müller');

  window.history.back();
  expect(await screen.findByText('Person 2')).toBeVisible();
  expect(screen.getByRole('searchbox')).toHaveValue('');
});

it('no match: the filters can be reset', async () => {
  withPeople(2).on('GET /api/admin/users?q=x&limit=50', () => ok(peoplePage([])));
  const { person: reader } = openPage('/admin/people?q=x');
  await reader.click(await screen.findByRole('button', { name: 'Filter zurücksetzen' }));
  expect(await screen.findByText('Person 2')).toBeVisible();
  expect(window.location.search).toBe('');
});

it('a filter that does not exist in the address: the list without it', async () => {
  withPeople(2);
  openPage('/admin/people?role=root');
  expect(await screen.findByText('Person 2')).toBeVisible();
});

it('head of a column: sorts, and the other way round on a second click', async () => {
  withPeople(2)
    .on('GET /api/admin/users?limit=50&sort=-seen', () => ok(peoplePage([person(5)])))
    .on('GET /api/admin/users?limit=50&sort=seen', () => ok(peoplePage([person(6)])));
  const { person: reader } = openPage('/admin/people');
  const head = await screen.findByRole('button', { name: 'Zuletzt da' });
  await reader.click(head);
  expect(await screen.findByText('Person 5')).toBeVisible();
  expect(screen.getByRole('columnheader', { name: 'Zuletzt da' })).toHaveAttribute('aria-sort', 'descending');
  await reader.click(screen.getByRole('button', { name: 'Zuletzt da' }));
  expect(await screen.findByText('Person 6')).toBeVisible();
});

it('next page and back: by cursor, with the range that is shown', async () => {
  withPeople(2)
    .on(LIST, () => ok(peoplePage([person(2)], { total: 812, next_cursor: 'abc' })))
    .on('GET /api/admin/users?limit=50&cursor=abc', () => ok(peoplePage([person(51)], { total: 812 })));
  const { person: reader } = openPage('/admin/people');
  await reader.click(await screen.findByRole('button', { name: 'Weiter' }));
  expect(await screen.findByText('Person 51')).toBeVisible();
  expect(screen.getByText('51–51 von 812')).toBeVisible();
  await reader.click(screen.getByRole('button', { name: 'Zurück' }));
  expect(await screen.findByText('Person 2')).toBeVisible();
});

it('loading fails: says why with the id of the request, and the old rows stay', async () => {
  let fails = false;
  withPeople(2).on(LIST, () => (fails ? problem(403, 'forbidden', 'Das geht nicht') : ok(peoplePage([person(2)]))));
  const { queryClient } = openPage('/admin/people');
  expect(await screen.findByText('Person 2')).toBeVisible();
  fails = true;
  await queryClient.invalidateQueries({ queryKey: ['admin', 'people'] });
  expect(await screen.findByText('Das geht nicht')).toBeVisible();
  expect(screen.getByText('Anfrage r1')).toBeVisible();
  expect(screen.getByRole('table')).toHaveAttribute('aria-busy', 'true');
  expect(screen.getByText('Person 2')).toBeVisible();
});

it('block of chosen people: names them, leaves out oneself and who is blocked already', async () => {
  const api = withPeople()
    .on(LIST, () => ok(peoplePage([person(1), person(2), person(3, { blocked: true })])))
    .on(BULK, () => JOB);
  const { person: reader } = openPage('/admin/people');
  await reader.click(await screen.findByRole('checkbox', { name: 'Alle auf dieser Seite auswählen' }));
  expect(within(bar()).getByText('3 ausgewählt')).toBeVisible();
  await reader.click(within(bar()).getByRole('button', { name: 'Sperren' }));
  expect(screen.getByRole('dialog', { name: '1 Person sperren?' })).toBeVisible();
  expect(inDialog().getByText('das sind Sie selbst')).toBeVisible();
  expect(inDialog().getByText('schon gesperrt')).toBeVisible();
  await reader.type(inDialog().getByLabelText('Grund (für das Protokoll)'), 'Abschluss');
  await reader.click(inDialog().getByRole('button', { name: 'Sperren' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(api.sent(BULK)[0]?.body).toEqual({
    act: 'block',
    who: { ids: [2] },
    with: { containers: 'stop', tell: false, reason: 'Abschluss' },
  });
  expect(screen.queryByRole('region', { name: 'Auswahl' })).not.toBeInTheDocument();
});

it('deletion of all matches: in three steps, once the number is typed, of exactly the number that was read', async () => {
  const { reply, give } = later();
  let found = { total: 12_345, fingerprint: 'a' };
  const api = withPeople(2, 3)
    .on(LIST, () => ok(peoplePage([person(2), person(3)], { total: 10_001 })))
    .on(SELECTION, () => ok(found))
    .on(BULK, () => reply);
  const { person: reader } = openPage('/admin/people');
  await reader.click(await box('Person 2'));
  await reader.click(within(bar()).getByRole('button', { name: 'Alle 10.000+ Treffer auswählen' }));
  await reader.click(within(bar()).getByRole('button', { name: 'Löschen' }));
  expect(await screen.findByRole('dialog', { name: '12.345 Personen löschen?' })).toBeVisible();
  await reader.click(inDialog().getByRole('button', { name: 'Weiter' }));
  expect(inDialog().getByText('und 12.343 weitere')).toBeVisible();
  await reader.click(inDialog().getByRole('button', { name: 'Weiter' }));
  const confirm = inDialog().getByRole('button', { name: 'Löschen' });
  expect(confirm).toHaveAttribute('aria-disabled', 'true');
  await reader.click(confirm);
  expect(api.sent(BULK)).toEqual([]);

  await reader.type(inDialog().getByLabelText(/die Zahl ein: 12.345/), '12345');
  await reader.click(confirm);
  await reader.click(confirm);
  found = { total: 12_344, fingerprint: 'b' };
  give(problem(409, 'changed_meanwhile', 'Das wurde inzwischen geändert.'));
  expect(await inDialog().findByText('Das wurde inzwischen geändert.')).toBeVisible();
  expect(api.sent(BULK).map(({ body }) => body)).toEqual([
    { act: 'delete', who: { filter: {}, expected: 12_345, fingerprint: 'a' }, with: { after_days: 30 } },
  ]);
  expect(await screen.findByRole('dialog', { name: '12.344 Personen löschen?' })).toBeVisible();
});

it('nobody but oneself: where people come from', async () => {
  withPeople().on(LIST, () => ok(peoplePage([person(1)])));
  openPage('/admin/people');
  expect(await screen.findByText('Noch niemand da')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Einladen' })).toHaveAttribute('href', '/admin/invitations');
  expect(screen.getByRole('link', { name: 'Registrierung öffnen' })).toHaveAttribute('href', '/admin/registration');
});

it('search that finds only oneself: the row, not that nothing matches', async () => {
  withPeople().on('GET /api/admin/users?q=person1&limit=50', () => ok(peoplePage([person(1)])));
  openPage('/admin/people?q=person1');
  expect(await screen.findByRole('link', { name: 'Person 1' })).toBeVisible();
});

it('restore of a person whose address is taken: under another one', async () => {
  const restore = 'POST /api/admin/user/2/restore';
  const deleted = person(2, { deleted_at: '2026-01-01T08:00:00.000Z', erase_after: '2026-02-01T08:00:00.000Z' });
  const api = withPeople()
    .on(LIST, () => ok(peoplePage([deleted])))
    .on(restore, ({ body }) =>
      JSON.stringify(body) === '{}' ? problem(409, 'mail_taken', 'Diese Adresse hat schon ein Konto.') : ok(person(2)),
    );
  const { person: reader } = openPage('/admin/people');
  await reader.click(await screen.findByRole('button', { name: 'Aktionen für Person 2' }));
  await reader.click(screen.getByRole('button', { name: 'Wiederherstellen' }));
  await reader.type(await screen.findByLabelText('Neue Mailadresse'), 'new@school.example');
  await reader.click(inDialog().getByRole('button', { name: 'Wiederherstellen' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(api.sent(restore).map(({ body }) => body)).toEqual([{}, { email: 'new@school.example' }]);
});

it('another filter: what was chosen is chosen no longer', async () => {
  withPeople(2).on('GET /api/admin/users?state=blocked&limit=50', () => ok(peoplePage([person(3)])));
  const { person: reader } = openPage('/admin/people');
  await reader.click(await box('Person 2'));
  await reader.click(screen.getByRole('button', { name: /Gesperrt$/ }));
  expect(await screen.findByText('Person 3')).toBeVisible();
  expect(screen.queryByRole('region', { name: 'Auswahl' })).not.toBeInTheDocument();
});

it('typing: the list is searched once, after a pause', async () => {
  vi.useFakeTimers();
  const searches: string[] = [];
  renderInApp(<SearchBox label="Suche" value="" onSearch={(text) => searches.push(text)} />);
  for (const value of ['a', 'an', 'ann']) fireEvent.change(screen.getByRole('searchbox'), { target: { value } });
  await pass(149);
  expect(searches).toEqual([]);
  await pass(1);
  expect(searches).toEqual(['ann']);
});

it('classes: as chips with teachers marked, as a filter, and as a bulk act that leaves out who is in and who belongs to a class', async () => {
  const is = (id: number, name: string, role: 'member' | 'teacher' = 'member') => ({ id, name, role });
  const people = [
    person(2, { classes: [is(7, '7b', 'teacher'), is(8, '8a'), is(9, '9c'), is(10, 'AG')] }),
    person(3, { email: null, class_account: true, classes: [is(8, '8a')] }),
    person(4),
  ];
  const api = withPeople()
    .on(LIST, () => ok(peoplePage(people)))
    .on('GET /api/admin/users?class=7&limit=50', () => ok(peoplePage([people[0] as Person])))
    .on('GET /api/classes?limit=200', () =>
      ok({ items: [ledClass({ id: 7, name: '7b' }), ledClass({ id: 8, name: '8a' })], next_cursor: null, total: 2 }),
    )
    .on(BULK, () => JOB);
  const { person: reader } = openPage('/admin/people');
  const row = async (name: string) => within((await screen.findByText(name)).closest('tr') as HTMLElement);
  expect((await row('Person 2')).getByRole('link', { name: 'Lehrkraft 7b' })).toHaveAttribute(
    'href',
    '/class/7/members',
  );
  expect((await row('Person 3')).getByText('Anmeldekarte 8a')).toBeVisible();

  await reader.click(screen.getByRole('checkbox', { name: 'Alle auf dieser Seite auswählen' }));
  await reader.click(within(bar()).getByRole('button', { name: 'Zu Klasse hinzufügen' }));
  expect(inDialog().getByText('schon in der Klasse')).toBeVisible();
  expect(inDialog().getByText('gehört fest zu einer Klasse')).toBeVisible();
  await reader.selectOptions(inDialog().getByLabelText('Klasse'), '7b');
  await reader.click(inDialog().getByRole('button', { name: 'Zu Klasse hinzufügen' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(api.sent(BULK)[0]?.body).toEqual({ act: 'add_to_class', who: { ids: [4] }, with: { class_id: 7 } });

  await reader.selectOptions(screen.getByLabelText('Klasse'), '7b');
  await waitFor(() => expect(screen.queryByText('Person 4')).not.toBeInTheDocument());
  expect(window.location.search).toBe('?class=7');
});
