import { screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { container, detail, FakeApi, ok, problem } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const TO = 'http://ann-dev.apps.domain.com/a?b=c';
const STATE = 'a'.repeat(64);
const PAGE = `/visit?to=${encodeURIComponent(TO)}&state=${STATE}`;
const LOOK = `GET /api/visit?to=${encodeURIComponent(TO)}`;
const VISIT = 'POST /api/visit';
const service = {
  owner: 'ann@example.com',
  display_name: 'Notizbuch',
  as: 'admin',
  reason_needed: false,
  minutes: 60,
} as const;

it('admin: owner and consequences are shown, a click opens the service', async () => {
  const replace = vi.spyOn(window.location, 'replace').mockImplementation(() => undefined);
  const location = 'http://ann-dev.apps.domain.com/.spawner/enter?code=c';
  const api = new FakeApi().on(LOOK, () => ok(service)).on(VISIT, () => ({ status: 201, body: { location } }));
  const { person } = openPage(PAGE);
  expect(await screen.findByRole('heading', { name: 'Notizbuch von ann@example.com öffnen?' })).toBeVisible();
  expect(screen.getByText(/angekündigt und protokolliert/)).toBeVisible();
  expect(api.sent(VISIT)).toEqual([]);
  await person.click(screen.getByRole('button', { name: 'Ankündigen & öffnen' }));
  await waitFor(() => expect(replace).toHaveBeenCalledWith(location));
  expect(api.sent(VISIT).map(({ body }) => body)).toEqual([{ to: TO, state: STATE }]);
});

it('admin with a reason: it is sent', async () => {
  vi.spyOn(window.location, 'replace').mockImplementation(() => undefined);
  const location = 'http://ann-dev.apps.domain.com/.spawner/enter?code=c';
  const api = new FakeApi().on(LOOK, () => ok(service)).on(VISIT, () => ({ status: 201, body: { location } }));
  const { person } = openPage(PAGE);
  await person.type(await screen.findByLabelText(/^Grund/), 'Ihre Frage');
  await person.click(screen.getByRole('button', { name: 'Ankündigen & öffnen' }));
  await waitFor(() =>
    expect(api.sent(VISIT).map(({ body }) => body)).toEqual([{ to: TO, state: STATE, reason: 'Ihre Frage' }]),
  );
});

it('teacher outside of a lesson: nothing is opened before there is a reason', async () => {
  vi.spyOn(window.location, 'replace').mockImplementation(() => undefined);
  const api = new FakeApi()
    .on(LOOK, () => ok({ ...service, as: 'teacher', reason_needed: true }))
    .on(VISIT, () => ({ status: 201, body: { location: TO } }));
  const { person } = openPage(PAGE);
  const open = await screen.findByRole('button', { name: 'Ankündigen & öffnen' });
  const reason = screen.getByLabelText(/^Grund/);
  expect(reason).toBeRequired();
  for (const text of ['', '12 a b']) {
    if (text) await person.type(reason, text);
    await person.click(open);
  }
  expect(api.sent(VISIT)).toEqual([]);
  await person.clear(reason);
  await person.type(reason, 'Hausaufgabe');
  await person.click(open);
  await waitFor(() => expect(api.sent(VISIT).map(({ body }) => body)).toMatchObject([{ reason: 'Hausaufgabe' }]));
});

it('user who is not an admin: problem, no button', async () => {
  new FakeApi().on(LOOK, () => problem(403, 'forbidden', 'Das ist Ihnen nicht erlaubt.'));
  openPage(PAGE);
  expect(await screen.findByRole('alert')).toHaveTextContent('Das ist Ihnen nicht erlaubt.');
  expect(screen.queryByRole('button', { name: 'Ankündigen & öffnen' })).toBeNull();
});

it('visit is refused: problem, page stays', async () => {
  const replace = vi.spyOn(window.location, 'replace').mockImplementation(() => undefined);
  new FakeApi().on(LOOK, () => ok(service)).on(VISIT, () => problem(500, 'internal_error', 'Nanu.'));
  const { person } = openPage(PAGE);
  await person.click(await screen.findByRole('button', { name: 'Ankündigen & öffnen' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Nanu.');
  expect(replace).not.toHaveBeenCalled();
});

it('owner: notice on the card until it is dismissed', async () => {
  const dev = container('dev', { status: 'running' });
  const noticed = {
    ...dev,
    visited: { kind: 'visited', by: 'root@example.com', as: 'admin', at: new Date().toISOString() } as const,
  };
  const api = new FakeApi().on('GET /api/user/containers', () => ok({ containers: [dev] }));
  const { person } = openPage('/dashboard');
  const card = within(await screen.findByRole('article'));
  expect(card.queryByText(/geöffnet/)).toBeNull();
  await api.streamBegun();
  api.tell(detail(noticed));
  expect(await card.findByText('root@example.com hat diesen Service mit Administratorrechten geöffnet.')).toBeVisible();
  api.on('DELETE /api/container/visit/dev', () => {
    setTimeout(() => api.tell(detail(dev)));
    return ok({ message: 'Zur Kenntnis genommen' });
  });
  await person.click(card.getByRole('button', { name: 'Verstanden' }));
  await waitFor(() => expect(card.queryByText(/geöffnet/)).toBeNull());
});
