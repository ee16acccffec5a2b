import '../src/features/own-classes/own-class-list.js';
import type { OwnClass } from '@spawner/contracts';
import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ownClass } from './support/classes.js';
import { FakeApi, info, ok, user } from './support/fake-api.js';
import { FakeEventSource } from './support/fake-events.js';
import { openPage } from './support/render-app.js';
import { violations } from './support/violations.js';

const NOW = new Date().toISOString();
const pupil = { ...user, id: 5, role: 'user', is_admin: false, email: null, display_name: 'Mia', class_account: true };

/** A server with one class, which the test may change. */
function server(first: OwnClass) {
  const known = { own: first };
  const api = new FakeApi()
    .on('GET /api/auth/session', () => ok({ user: pupil }))
    .on('GET /api/user/containers', () => ok({ containers: [] }))
    .on('GET /api/user/classes', () => ok({ classes: [known.own] }));
  return { api, known };
}
const classes = () => within(screen.getByRole('region', { name: /Klassen/ }));

it('lesson: one click takes a place in the line, a text can follow, and the call can be withdrawn', async () => {
  const { api, known } = server(ownClass());
  api
    .on('POST /api/user/help', ({ body }) => {
      const help = { at: NOW, place: 2, type: null, text: (body as { text: string | null }).text };
      known.own = ownClass({ help });
      return ok(help);
    })
    .on('DELETE /api/user/help?class_id=7', () => {
      known.own = ownClass();
      return ok({ message: '' });
    });
  const { person } = openPage('/dashboard');
  expect(await screen.findByText(/^Stunde bis .*\d\d:\d\d · Frau Weber$/)).toBeVisible();
  await person.click(screen.getByRole('button', { name: 'Hilfe rufen' }));
  expect(await screen.findByText('Hilfe gerufen · Platz 2')).toBeVisible();
  expect(await violations()).toEqual([]);
  await person.type(screen.getByRole('textbox', { name: /Worum geht es/ }), 'Weiße Seite{Enter}');
  expect(await screen.findByText(/liest: „Weiße Seite“/)).toBeVisible();
  expect(api.sent('POST /api/user/help').map(({ body }) => body)).toEqual([
    { class_id: 7, text: null },
    { class_id: 7, text: 'Weiße Seite' },
  ]);
  await person.click(screen.getByRole('button', { name: 'Zurückziehen' }));
  expect(await screen.findByRole('button', { name: 'Hilfe rufen' })).toBeVisible();
});

it('lesson begins and ends: the one stream of the dashboard says so', async () => {
  const { api } = server(ownClass({ lesson: null }));
  openPage('/dashboard');
  expect(await screen.findByText('Gerade keine Stunde · Frau Weber')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Hilfe rufen' })).toBeNull();
  await waitFor(() => expect(FakeEventSource.open).toHaveLength(1));
  const tell = (own: OwnClass) =>
    act(() => FakeEventSource.open[0]?.send(JSON.stringify({ classes: [own] }), 'classes'));
  tell(ownClass());
  expect(await screen.findByRole('button', { name: 'Hilfe rufen' })).toBeVisible();
  tell(ownClass({ lesson: null }));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Hilfe rufen' })).toBeNull());
  expect(api.sent('GET /api/user/classes')).toHaveLength(1);
});

it('message: stays until it is put away, which the server learns', async () => {
  const message = { id: 3, text: 'Bitte speichern', sent_by: 'Frau Weber', at: NOW, until: NOW };
  const { api, known } = server(ownClass({ messages: [message] }));
  api.on('POST /api/user/message/3/seen', () => {
    known.own = ownClass();
    return ok({ message: '' });
  });
  const { person } = openPage('/dashboard');
  expect(await screen.findByText('Bitte speichern')).toBeVisible();
  await person.click(screen.getByRole('button', { name: 'Gelesen' }));
  await waitFor(() => expect(screen.queryByText('Bitte speichern')).toBeNull());
});

it('form of address: as the installation sets it', async () => {
  const { api } = server(ownClass({ state: 'waiting', lesson: null }));
  api.on('GET /api/info', () => ok({ ...info, pupil_address: 'du' }));
  openPage('/dashboard');
  expect(await screen.findByText(/^Du wirst gleich eingelassen.* · Frau Weber$/)).toBeVisible();
  expect(classes().queryByRole('button')).toBeNull();
});

it('account of a class: name and log-out stand in the bar; then the next one logs in with a card', async () => {
  const { api } = server(ownClass());
  api.on('POST /api/auth/logout', () => ok({ message: '' }));
  const { person } = openPage('/dashboard');
  const bar = within(await screen.findByRole('banner'));
  await person.click(await bar.findByRole('button', { name: 'Abmelden' }));
  await waitFor(() => expect(window.location.pathname).toBe('/k'));
});
