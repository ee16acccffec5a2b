import type { GuestWait } from '@spawner/contracts';
import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeApi, ok, problem, user } from './support/fake-api.js';
import { FakeEventSource } from './support/fake-events.js';
import { openPage } from './support/render-app.js';

const PLACE = { class_name: '7b', teacher: 'Frau Vogel' };
const OVER: GuestWait = { state: 'over', name: null, class_name: null, teacher: null };
const nobodyWaits = (api: FakeApi) => api.on('GET /api/join/guest', () => ok(OVER));

it('logged out: the code is kept through the login, outside of every address that a server reads', async () => {
  nobodyWaits(new FakeApi().loggedOut()).on('POST /api/join', () => ok({ result: 'needs_login', ...PLACE }));
  const { person } = openPage('/join#M4TR8ZQ2');
  expect(await screen.findByLabelText('Beitrittscode')).toHaveValue('M4TR-8ZQ2');
  await person.keyboard('{Enter}');
  expect(await screen.findByRole('link', { name: 'Anmelden' })).toHaveAttribute('href', '/login?next=/join');
  expect(JSON.parse(window.localStorage.getItem('spawner.join-code') ?? '{}')).toMatchObject({ code: 'M4TR8ZQ2' });
});

it('logged in: a member at once; the code is forgotten; a wrong code shows the problem', async () => {
  window.localStorage.setItem('spawner.join-code', JSON.stringify({ code: 'M4TR8ZQ2', at: Date.now() }));
  let isWrong = true;
  nobodyWaits(new FakeApi()).on('POST /api/join', () =>
    isWrong
      ? problem(404, 'join_code_invalid', 'Dieser Beitrittscode gilt nicht.')
      : ok({ result: 'joined', ...PLACE }),
  );
  const { person } = openPage('/join');
  expect(await screen.findByLabelText('Beitrittscode')).toHaveValue('M4TR-8ZQ2');
  await person.keyboard('{Enter}');
  expect(await screen.findByRole('alert')).toHaveTextContent('Dieser Beitrittscode gilt nicht.');
  isWrong = false;
  await person.keyboard('{Enter}');
  expect(await screen.findByText('Willkommen in 7b')).toBeInTheDocument();
  expect(window.localStorage.getItem('spawner.join-code')).toBeNull();
});

it('guest: gives a name, waits, is let in and sees the card once', async () => {
  const waiting: GuestWait = { state: 'waiting', name: 'Nora', ...PLACE };
  const api = nobodyWaits(new FakeApi().loggedOut())
    .on('POST /api/join', () => ok({ result: 'needs_name', ...PLACE }))
    .on('POST /api/join/guest', () => ok(waiting))
    .on('GET /api/join/guest?wait=true', () => ok({ ...waiting, state: 'admitted' }))
    .on('POST /api/join/guest/enter', () =>
      ok({
        user: { ...user, email: null, display_name: 'Nora', class_account: true },
        card: {
          ...{ class_name: '7b', class_code: '7BQK-2M9X', typed_at: 'https://coder.example/k' },
          cards: [
            {
              user_id: 9,
              name: 'Nora',
              slug: 'nora',
              url: 'https://coder.example/card#x3VbQ9sT0aLr7PzWk2NdYg',
              code: 'K7QM-9X2P',
              ends_on: null,
            },
          ],
        },
      }),
    );
  const { person } = openPage('/join#M4TR8ZQ2');
  await screen.findByLabelText('Beitrittscode');
  await person.keyboard('{Enter}');
  await person.type(await screen.findByLabelText('Name'), 'Nora{Enter}');
  expect(await screen.findByText('Geschafft, Nora!')).toBeInTheDocument();
  expect(screen.getByText('K7QM-9X2P')).toBeInTheDocument();
  expect(api.sent('POST /api/join/guest').map(({ body }) => body)).toEqual([{ code: 'M4TR8ZQ2', name: 'Nora' }]);
  expect(api.sent('POST /api/join/guest/enter')).toHaveLength(1);
});

it('guest who waits already and is refused: says so and knocks again', async () => {
  const waiting: GuestWait = { state: 'waiting', name: 'Nora', ...PLACE };
  new FakeApi()
    .loggedOut()
    .on('GET /api/join/guest', () => ok(waiting))
    .on('GET /api/join/guest?wait=true', () => ok({ ...waiting, state: 'refused' }));
  const { person } = openPage('/join');
  await person.click(await screen.findByRole('button', { name: 'Noch einmal anklopfen' }));
  expect(await screen.findByLabelText('Beitrittscode')).toBeInTheDocument();
});

it('teacher: makes a code, shows it large, lets one in and then all', async () => {
  const of = {
    ...{ id: 3, name: '7b', kind: 'class', description: null, templates: ['dev'], ends_on: null },
    ...{
      cards_when: 'always',
      session_hours: 12,
      own_devices: false,
      teachers: [],
      members: 0,
      waiting: 2,
      working: 0,
    },
    ...{ help_calls: 0, lesson_until: null },
    ...{ created_at: '2026-09-01T07:30:00.000Z', archived_at: null, version: 1 },
  };
  const since = '2026-09-01T07:41:00.000Z';
  const code = {
    code: 'M4TR-8ZQ2',
    url: 'http://localhost/join#M4TR8ZQ2',
    mode: 'guest',
    until: since,
    seats: null,
    used: 0,
  };
  let entrance = {
    join_code: null as typeof code | null,
    waiting: [{ user_id: 7, name: 'Ann', since }],
    guests: [{ guest_id: 4, name: 'Nora', since }],
  };
  const api = new FakeApi()
    .on('GET /api/class/3', () => ok(of))
    .on('GET /api/class/3/members?limit=50', () => ok({ items: [], next_cursor: null, total: 0 }))
    .on('GET /api/class/3/entrance', () => ok(entrance))
    .on('POST /api/class/3/code', () => {
      entrance = { ...entrance, join_code: code };
      return ok(code);
    })
    .on('POST /api/class/3/guest/4', () => {
      entrance = { ...entrance, guests: [] };
      return ok(entrance);
    });
  const { person } = openPage('/class/3/members');
  await person.click(await screen.findByRole('button', { name: 'Beitrittscode anlegen' }));
  const dialog = await screen.findByRole('dialog');
  await person.click(within(dialog).getByRole('radio', { name: /Auch Gäste ohne Konto/ }));
  await person.type(within(dialog).getByLabelText('Höchstens wie viele Personen?'), '20');
  await person.click(within(dialog).getByRole('button', { name: 'Code anlegen' }));
  expect(await screen.findByText('localhost/join', { exact: false })).toBeInTheDocument();
  expect(api.sent('POST /api/class/3/code').map(({ body }) => body)).toEqual([{ mode: 'guest', days: 1, seats: 20 }]);
  await person.click(screen.getByRole('button', { name: 'Schließen' }));
  expect(screen.getByRole('button', { name: 'Alle einlassen' })).toBeInTheDocument();
  await person.click(screen.getByRole('button', { name: 'Nora einlassen' }));
  await waitFor(() => expect(screen.queryByText('Nora')).not.toBeInTheDocument());
  expect(api.sent('POST /api/class/3/guest/4').map(({ body }) => body)).toEqual([{ admit: true }]);

  entrance = { ...entrance, guests: [{ guest_id: 5, name: 'Mo', since }] };
  act(() => {
    const streams = FakeEventSource.open.filter(({ url }) => url.startsWith('/api/class/3/events?'));
    expect(streams).toHaveLength(1);
    streams[0]?.send('{}', 'entrance');
  });
  expect(await screen.findByText('Mo')).toBeInTheDocument();
});
