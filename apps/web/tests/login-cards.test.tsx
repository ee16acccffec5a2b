import type { PrintedCards } from '@spawner/contracts';
import { render, screen, waitFor, within } from '@testing-library/react';
import jsQR from 'jsqr';
import { expect, it, vi } from 'vitest';
import { QrCode } from '../src/components/qr-code.js';
import { rememberNextPage } from '../src/features/auth/next-page.js';
import { codesCsv } from '../src/features/login-cards/codes-csv.js';
import { FakeApi, ok, problem, user } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const SECRET = 'x3VbQ9sT0aLr7PzWk2NdYg';
const BY_CODE = 'POST /api/auth/card/code';
const ben = { ...user, id: 31, email: null, display_name: 'Ben', role: 'user', is_admin: false, class_account: true };
const printed = (names: readonly string[]): PrintedCards => ({
  class_name: '7b',
  class_code: '7BQK-2M9X',
  typed_at: 'https://coder.example/k',
  cards: names.map((name, nth) => ({
    ...{ user_id: nth + 1, name, slug: `slug${nth + 1}`, code: 'K7QM-9X2P', ends_on: '2027-07-14' },
    url: `https://coder.example/card#${SECRET}`,
  })),
});

const visitor = () => new FakeApi().loggedOut().on('GET /api/user/containers', () => ok({ containers: [] }));

it('codes: forgiven as people type them; the cursor goes on by itself; the class is known the next time', async () => {
  const api = visitor().on(BY_CODE, () => ok({ user: ben }));
  const { person } = openPage('/k');
  await screen.findByLabelText('Code der Klasse');
  await person.keyboard('7bqk 2m9x');
  expect(screen.getByLabelText('Code der Klasse')).toHaveValue('7BQK-2M9X');
  expect(screen.getByLabelText('Eigener Code')).toHaveFocus();
  await person.keyboard('kOil-9x2p{Enter}');
  await waitFor(() => expect(window.location.pathname).toBe('/dashboard'));
  expect(api.sent(BY_CODE).map(({ body }) => body)).toEqual([
    { class_code: '7BQK2M9X', code: 'K0119X2P', own_device: false },
  ]);
});

it('code too short: message at the field, no request; wrong: the problem', async () => {
  window.localStorage.setItem('spawner.class-code', '7BQK2M9X');
  const api = visitor().on(BY_CODE, () => problem(403, 'card_invalid', 'So klappt die Anmeldung nicht.'));
  const { person } = openPage('/k');
  const own = await screen.findByLabelText('Eigener Code');
  expect(own).toHaveFocus();
  await person.keyboard('k7q{Enter}');
  expect(own).toHaveAccessibleDescription('Der Code hat acht Zeichen.');
  expect(api.sent(BY_CODE)).toEqual([]);
  await person.keyboard('m9x2p{Enter}');
  expect(await screen.findByRole('alert')).toHaveTextContent('So klappt die Anmeldung nicht.');
});

it('card: the secret leaves the address, and nobody is logged in before the question by first name', async () => {
  const api = visitor()
    .on('POST /api/auth/card/owner', () => ok({ first_name: 'Ben', own_device: true }))
    .on('POST /api/auth/card', () => ok({ user: ben }));
  const { person } = openPage(`/card#${SECRET}`);
  expect(await screen.findByRole('heading', { level: 1 })).toHaveTextContent('Als Ben anmelden?');
  expect([window.location.pathname, window.location.hash]).toEqual(['/card', '']);
  expect(api.sent('POST /api/auth/card')).toEqual([]);
  await person.click(screen.getByRole('checkbox', { name: /Das ist mein Gerät/ }));
  await person.click(screen.getByRole('button', { name: 'Ja, als Ben anmelden' }));
  await waitFor(() => expect(window.location.pathname).toBe('/dashboard'));
  expect(api.sent('POST /api/auth/card').map(({ body }) => body)).toEqual([{ secret: SECRET, own_device: true }]);
});

it('card after somebody has requested a link for another page: the dashboard opens', async () => {
  rememberNextPage('/class/7/members');
  visitor()
    .on('POST /api/auth/card/owner', () => ok({ first_name: 'Ben', own_device: true }))
    .on('POST /api/auth/card', () => ok({ user: ben }));
  const left = vi.spyOn(window.location, 'replace').mockImplementation(() => undefined);
  const { person } = openPage(`/card#${SECRET}`);
  await person.click(await screen.findByRole('button', { name: 'Ja, als Ben anmelden' }));
  await waitFor(() => expect(window.location.pathname).toBe('/dashboard'));
  expect(left).not.toHaveBeenCalled();
});

it('card that is no longer good, or no secret: says so and offers the codes', async () => {
  visitor().on('POST /api/auth/card/owner', () => problem(403, 'card_invalid', 'Nein.'));
  openPage(`/card#${SECRET}`);
  expect(await screen.findByText('Diese Karte gilt nicht')).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Codes eintippen' })).toHaveAttribute('href', '/k');
});

it('print: whoever has a card is renewed only after a question; eight cards a sheet', async () => {
  const cards = ['Ada', 'Ben', 'Cem'].map((name, nth) => ({
    ...{ user_id: nth + 1, name, last_used_at: null },
    created_at: nth === 0 ? '2026-09-01T07:40:00.000Z' : null,
  }));
  const names = Array.from({ length: 9 }, (_, nth) => `Kind ${nth}`);
  const api = new FakeApi()
    .on('GET /api/class/3/cards', () => ok({ class_code: '7BQK-2M9X', paused_until: null, cards }))
    .on('POST /api/class/3/cards/print', () => ok(printed(names)));
  const { person } = openPage('/class/3/cards');
  expect(await screen.findByRole('button', { name: '2 Karten erstellen' })).toBeInTheDocument();
  await person.click(screen.getByRole('checkbox', { name: 'Alle auswählen' }));
  await person.click(screen.getByRole('button', { name: '3 Karten erstellen' }));
  const question = await screen.findByRole('dialog');
  expect(question).toHaveTextContent('Ein ausgewähltes Mitglied hat schon eine Karte.');
  expect(api.sent('POST /api/class/3/cards/print')).toEqual([]);
  await person.click(within(question).getByRole('button', { name: 'Karten erneuern' }));
  expect(await screen.findAllByRole('article')).toHaveLength(9);
  expect(screen.getByText('slug2')).toBeVisible();
  expect(screen.getAllByRole('region').map((sheet) => within(sheet).getAllByRole('article').length)).toEqual([8, 1]);
  expect(api.sent('POST /api/class/3/cards/print').map(({ body }) => body)).toEqual([
    { user_ids: [1, 2, 3], renew: true },
  ]);
});

it.each([
  ['http://localhost:5000', true],
  ['http://127.0.0.1:5000', true],
  ['http://[::1]:5000', true],
  ['https://coder.localhost', true],
  ['https://localhost.school.example', false],
  ['http://192.168.1.5:5000', false],
])('cards printed at %s: a note that other devices cannot open the address is %s', async (origin, noted) => {
  const cards = [{ user_id: 1, name: 'Ada', last_used_at: null, created_at: null }];
  new FakeApi()
    .on('GET /api/class/3/cards', () => ok({ class_code: '7BQK-2M9X', paused_until: null, cards }))
    .on('POST /api/class/3/cards/print', () => ok({ ...printed(['Ada']), typed_at: `${origin}/k` }));
  const { person } = openPage('/class/3/cards');
  await person.click(await screen.findByRole('button', { name: '1 Karte erstellen' }));
  expect(await screen.findAllByRole('article')).toHaveLength(1);
  expect(screen.queryByText('Diese Karten gelten nur an diesem Gerät') !== null).toBe(noted);
});

it('QR code: what is drawn decodes to the address', () => {
  const url = `https://coder.schule-am-langen-weg.example/card#${SECRET}`;
  render(<QrCode text={url} label="QR" className="" />);
  const drawn = screen.getByRole('img', { name: 'QR' });
  const size = Number(drawn.getAttribute('viewBox')?.split(' ')[2]);
  const scale = 4;
  const pixels = new Uint8ClampedArray(size * scale * size * scale * 4).fill(255);
  const path = drawn.querySelector('path')?.getAttribute('d') ?? '';
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++)
      pixels.fill(
        0,
        (row * size * scale + Number(x) * scale) * 4,
        (row * size * scale + (Number(x) + Number(length)) * scale) * 4,
      );
  for (let alpha = 3; alpha < pixels.length; alpha += 4) pixels[alpha] = 255;
  expect(jsQR(pixels, size * scale, size * scale)?.data).toBe(url);
});

it('codes as CSV: a name that a spreadsheet would run as a formula is text', () => {
  const csv = codesCsv(['Name', 'Kürzel', 'Adresse', 'Klasse', 'Code', 'Link'], printed(['=1+1', 'Ben "B."']));
  expect(csv).toBe(
    '\ufeff"Name";"Kürzel";"Adresse";"Klasse";"Code";"Link"\r\n' +
      `"'=1+1";"slug1";"https://coder.example/k";"7BQK-2M9X";"K7QM-9X2P";"https://coder.example/card#${SECRET}"\r\n` +
      `"Ben ""B.""";"slug2";"https://coder.example/k";"7BQK-2M9X";"K7QM-9X2P";"https://coder.example/card#${SECRET}"\r\n`,
  );
});
