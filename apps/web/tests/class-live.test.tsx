import '../src/app/pages/class/class.page.js';
import '../src/app/pages/class/live.page.js';
import type { LiveClass, LivePerson } from '@spawner/contracts';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { helpCall, ledClass, liveClass, livePerson } from './support/classes.js';
import { FakeApi, ok, problem } from './support/fake-api.js';
import { FakeEventSource } from './support/fake-events.js';
import { pass } from './support/pass.js';
import { openPage } from './support/render-app.js';
import { violations } from './support/violations.js';

const LIVE = 'GET /api/class/7/live?type=dev';
const seconds = (count: number) => new Date(Date.now() + count * 1_000).toISOString();

/** A class whose stream begins with what the request answers, as that of the product does. */
function server(people: LivePerson[], more: Partial<LiveClass> = {}) {
  const live = () => liveClass(people, more);
  const api = new FakeApi()
    .on('GET /api/class/7', () => ok(ledClass()))
    .on('GET /api/user/containers', () => ok({ containers: [] }))
    .on('GET /api/class/7/cards', () => ok({ cards: [], paused_until: null }))
    .on('GET /api/class/7/entrance', () => ok({ join_code: null, waiting: [], guests: [] }))
    .on('GET /api/class/7/messages', () => ok({ messages: [] }))
    .on(LIVE, () => ok(live()));
  FakeEventSource.onConnect = (source) => queueMicrotask(() => act(() => source.send(JSON.stringify(live()), 'live')));
  return api;
}
const classStreams = () => FakeEventSource.open.filter(({ url }) => url.startsWith('/api/class/7/events?'));
const tell = (event: string, content: unknown) =>
  act(async () => {
    classStreams().forEach((stream) => stream.send(JSON.stringify(content), event));
    await Promise.resolve();
  });
const grid = () => screen.getByRole('list', { name: 'Mitglieder' });
const tiles = () => within(grid()).getAllByRole('button');
const names = () => tiles().map((tile) => /Person \d+/.exec(tile.textContent)?.[0]);
const tileOf = (id: number) => within(grid()).getByRole('button', { name: new RegExp(`Person ${id}\\b`) });

it('tiles: help in the order of the calls, then by state and name; counters filter them', async () => {
  server([
    livePerson(1, 'working'),
    livePerson(2, 'help', { help: helpCall(2) }),
    livePerson(10, 'failed'),
    livePerson(9, 'failed'),
    livePerson(4, 'help', { help: helpCall(1, 'Weiße Seite') }),
    livePerson(5, 'absent', { devices: 0 }),
  ]);
  const { person } = openPage('/class/7');
  await screen.findByText('Weiße Seite', { exact: false });
  expect(names()).toEqual(['Person 4', 'Person 2', 'Person 9', 'Person 10', 'Person 1', 'Person 5']);
  expect(await violations()).toEqual([]);

  const counters = within(screen.getByRole('group', { name: 'Filtern nach Zustand' }));
  await person.click(counters.getByRole('button', { name: '2 Fehler' }));
  expect(names()).toEqual(['Person 9', 'Person 10']);
  expect(window.location.search).toBe('?show=failed');
  await person.click(counters.getByRole('button', { name: '4 auffällig' }));
  expect(names()).toEqual(['Person 4', 'Person 2', 'Person 9', 'Person 10']);
  await person.click(counters.getByRole('button', { name: '6 Alle' }));
  await person.click(screen.getByRole('radio', { name: 'Nach Name' }));
  expect(names()).toEqual(['Person 1', 'Person 2', 'Person 4', 'Person 5', 'Person 9', 'Person 10']);
});

it('change while the pointer is over the tiles: shown at once, and the tile moves 2 s after the pointer has left', async () => {
  vi.useFakeTimers();
  server([livePerson(1, 'working'), livePerson(2, 'working')]);
  openPage('/class/7');
  await pass(100);
  fireEvent.pointerEnter(grid(), { pointerType: 'mouse' });
  await tell('person', livePerson(2, 'help', { help: helpCall(1) }));
  await pass(10);
  expect(tileOf(2)).toHaveTextContent('Ruft');
  expect(names()).toEqual(['Person 1', 'Person 2']);
  await pass(10_000);
  expect(names()).toEqual(['Person 1', 'Person 2']);

  fireEvent.pointerLeave(grid());
  await pass(1_900);
  expect(names()).toEqual(['Person 1', 'Person 2']);
  await pass(200);
  expect(names()).toEqual(['Person 2', 'Person 1']);
});

it('state that ends by time alone: changes without an event and without a request', async () => {
  vi.useFakeTimers();
  const api = server([livePerson(1, 'working', { next: { state: 'quiet', at: seconds(30) } })]);
  openPage('/class/7');
  await pass(29_000);
  expect(tileOf(1)).toHaveTextContent('Arbeitet');
  await pass(2_000);
  expect(tileOf(1)).toHaveTextContent('Still');
  expect(api.sent(LIVE)).toHaveLength(1);
});

it('clock of this computer is wrong: states and times are by the clock of the server', async () => {
  vi.useFakeTimers();
  const serverTime = (count: number) => new Date(Date.now() - 3_600_000 + count * 1_000).toISOString();
  server([livePerson(1, 'working', { since: serverTime(-180), next: { state: 'quiet', at: serverTime(30) } })], {
    now: serverTime(0),
  });
  openPage('/class/7');
  await pass(1_000);
  expect(tileOf(1)).toHaveTextContent('Arbeitet3 min');
});

it('stream: calls for help and failures are read out, nothing else; who leaves the class goes', async () => {
  server([livePerson(1, 'working'), livePerson(2, 'starting'), livePerson(3, 'quiet')]);
  openPage('/class/7');
  await screen.findByText('Person 1');
  await waitFor(() => expect(classStreams()).toHaveLength(1));
  await tell('person', livePerson(2, 'working'));
  await waitFor(() => expect(tileOf(2)).toHaveTextContent('Arbeitet'));
  expect(screen.queryByText(/ruft um Hilfe|gescheitert/)).toBeNull();
  await tell('person', livePerson(3, 'help', { help: helpCall(1) }));
  expect(await screen.findByText('Person 3 ruft um Hilfe.')).toHaveAttribute('role', 'status');
  await tell('person', livePerson(1, 'failed'));
  expect(await screen.findByText('Person 1: Der Container ist gescheitert.')).toHaveAttribute('role', 'status');
  await tell('gone', { user_id: 1 });
  await waitFor(() => expect(names()).toEqual(['Person 3', 'Person 2']));
});

it('stream is interrupted for 3 s: old tiles stay, greyed, until it is back', async () => {
  vi.useFakeTimers();
  server([livePerson(1, 'working')]);
  openPage('/class/7');
  await pass(100);
  FakeEventSource.onConnect = (source) => queueMicrotask(() => source.breakOff());
  act(() => classStreams()[0]?.breakOff());
  await pass(3_100);
  expect(screen.getByText(/Live-Anzeige unterbrochen, letzter Stand \d\d:\d\d/)).toBeVisible();
  expect(grid().parentElement).toHaveAttribute('aria-busy', 'true');
  FakeEventSource.onConnect = () => undefined;
  await pass(15_000);
  await tell('live', liveClass([livePerson(1, 'quiet')]));
  await pass(100);
  expect(screen.queryByText(/Live-Anzeige unterbrochen/)).toBeNull();
  expect(tileOf(1)).toHaveTextContent('Still');
});

it('class cannot be loaded: the reason, and another try', async () => {
  const api = server([livePerson(1, 'working')]).on(LIVE, () => problem(404, 'not_found', 'Gerade geht es nicht.'));
  const { person } = openPage('/class/7');
  expect(await screen.findByText('Gerade geht es nicht.')).toBeVisible();
  api.on(LIVE, () => ok(liveClass([livePerson(1, 'working')])));
  await person.click(screen.getByRole('button', { name: 'Erneut versuchen' }));
  expect(await screen.findByText('Person 1')).toBeVisible();
});

it('member who calls and has failed: log is loaded when opened, a restart is only theirs, done ends the call', async () => {
  const failure = {
    code: 'container_exited',
    phase: 'ready',
    reason: 'Der Container endete mit Status 1.',
    advice: 'Sehen Sie in das Protokoll.',
    at: seconds(0),
    steps: [{ phase: 'start', milliseconds: 800 }],
    log_tail: ['Error: EADDRINUSE'],
  } as const;
  const lastLaunch = { at: seconds(0), milliseconds: 1200, steps: [{ phase: 'start', milliseconds: 1200 }] };
  const api = server([livePerson(1, 'help', { help: helpCall(1, 'Geht nicht'), status: 'error', failure })])
    .on('GET /api/class/7/member/1/launch?type=dev', () => ok({ failure, last_launch: lastLaunch }))
    .on('POST /api/class/7/help/1/done', () => ok({ message: '' }))
    .on('POST /api/class/7/cards/recreate', () => ({
      status: 202,
      body: { job_id: '33333333-3333-4333-8333-333333333333' },
    }));
  const { person } = openPage('/class/7');
  await person.click(await screen.findByRole('button', { name: /Person 1\b/ }));
  const dialog = within(screen.getByRole('dialog', { name: 'Person 1' }));
  expect(await dialog.findByText('Error: EADDRINUSE')).toBeInTheDocument();
  const steps = dialog.getAllByRole('list', { name: 'Schritte des Starts' });
  expect(steps.map(({ textContent }) => textContent)).toEqual([
    'Starten 0,8 sAnwendung fehlgeschlagen',
    'Starten 1,2 s',
  ]);
  await person.click(dialog.getByRole('button', { name: 'Erledigt' }));
  expect(api.sent('POST /api/class/7/help/1/done')).toHaveLength(1);
  await person.click(dialog.getByRole('button', { name: 'Neu erstellen' }));
  expect(api.sent('POST /api/class/7/cards/recreate')).toEqual([]);
  await person.click(dialog.getAllByRole('button', { name: 'Neu erstellen' })[1] as HTMLElement);
  expect(await dialog.findByText('Wird neu erstellt.')).toBeVisible();
  expect(api.sent('POST /api/class/7/cards/recreate')[0]?.body).toEqual({ type: 'dev', user_ids: [1] });
});

it('somebody asks to be let in: the page shows it without being loaded again', async () => {
  const api = server([livePerson(1, 'working')]);
  openPage('/class/7');
  await screen.findByText('Person 1');
  expect(screen.queryByText(/Warten vor der Tür/)).toBeNull();
  const guest = { guest_id: 4, name: 'Nora', since: seconds(0) };
  api.on('GET /api/class/7/entrance', () => ok({ join_code: null, waiting: [], guests: [guest] }));
  await tell('entrance', {});
  expect(await screen.findByText('Warten vor der Tür (1)')).toBeVisible();
});

it('acts that have no room in their line: in the menu behind it, and only there', async () => {
  const width = 100;
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(width);
  vi.spyOn(HTMLElement.prototype, 'offsetLeft', 'get').mockImplementation(function (this: HTMLElement) {
    return width * [...(this.parentElement?.children ?? [])].indexOf(this);
  });
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(2.5 * width);
  server([livePerson(1, 'working')], { lesson: null });
  const { person } = openPage('/class/7');
  await screen.findByText('Person 1');
  const acts = ['Stunde beginnen', 'Alle starten', 'Alle anhalten', 'Nachricht'];
  const namesIn = (part: HTMLElement) =>
    within(part)
      .getAllByRole('button')
      .map(({ textContent }) => textContent);
  expect(namesIn(screen.getByRole('group', { name: 'Für die ganze Klasse' }))).toEqual(acts.slice(0, 2));
  await person.click(screen.getByRole('button', { name: 'Mehr' }));
  // Each once: the others are in the menu.
  expect(namesIn(document.body).filter((name) => acts.includes(name))).toEqual(acts);
  await person.click(screen.getByRole('button', { name: 'Nachricht' }));
  expect(await screen.findByRole('dialog', { name: 'Nachricht an alle' })).toBeVisible();
});

it('service of a member: opens in a new tab; where it has no address of its own, the reason stands there', async () => {
  server([livePerson(1, 'working'), livePerson(2, 'working', { visit_url: null })]);
  const { person } = openPage('/class/7');
  await person.click(await screen.findByRole('button', { name: /Person 1\b/ }));
  const visit = 'http://person.apps.domain.com/.spawner/visit';
  expect(screen.getByRole('link', { name: 'Öffnen' })).toHaveAttribute('href', visit);
  await person.click(screen.getByRole('button', { name: 'Schließen' }));
  await person.click(tileOf(2));
  const open = screen.getByRole('button', { name: 'Öffnen' });
  expect(open).toHaveAttribute('aria-disabled', 'true');
  expect(open).toHaveAccessibleDescription(/alle Services haben dieselbe Adresse/);
});

it('keyboard: one tile is reached with Tab, the others with arrows', async () => {
  server([1, 2, 3].map((id) => livePerson(id, 'working')));
  const { person } = openPage('/class/7');
  await screen.findByText('Person 1');
  expect(tiles().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
  act(() => tileOf(1).focus());
  await person.keyboard('{ArrowRight}{ArrowRight}');
  expect(tileOf(3)).toHaveFocus();
  expect(tiles().map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, 0]);
  await person.keyboard('{ArrowRight}{Home}');
  expect(tileOf(1)).toHaveFocus();
});

it('class of more than 60: those who need somebody, and the others in pages', async () => {
  server(Array.from({ length: 70 }, (_, index) => livePerson(index + 1, index === 0 ? 'stuck' : 'working')));
  const { person } = openPage('/class/7');
  await screen.findByText('Person 1');
  expect(names()).toEqual(['Person 1']);
  await person.click(screen.getByRole('button', { name: '70 Alle' }));
  expect(names()).toHaveLength(60);
  await person.click(screen.getByRole('button', { name: 'Weiter' }));
  expect(names()).toHaveLength(10);
});

it('beamer: names and states, nothing that is for the teacher alone', async () => {
  server([livePerson(1, 'help', { help: helpCall(1, 'Geheim'), devices: 3 })]);
  openPage('/class/7?view=beamer');
  const wall = await screen.findByRole('dialog', { name: '7b' });
  expect(wall).toHaveTextContent('Person 1Ruft');
  expect(wall).not.toHaveTextContent('Geheim');
  expect(wall).not.toHaveTextContent('Geräten');
});

it('guest at the door: stands above the tiles, and can be let in there', async () => {
  const guests = [{ guest_id: 4, name: 'Nora', since: seconds(-5) }];
  const api = server([livePerson(1, 'working')])
    .on('GET /api/class/7/entrance', () => ok({ join_code: null, waiting: [], guests }))
    .on('POST /api/class/7/guest/4', () => ok({ join_code: null, waiting: [], guests: [] }));
  const { person } = openPage('/class/7');
  await person.click(await screen.findByRole('button', { name: 'Nora einlassen' }));
  await waitFor(() => expect(api.sent('POST /api/class/7/guest/4')).toHaveLength(1));
});

it('message: the dialog says that it is sent, and closes with Enter', async () => {
  const sent = { id: 1, sent_by: { id: 5, name: 'Vogel' }, at: seconds(0), until: seconds(60), to: null, seen_by: [] };
  const api = server([livePerson(1, 'working')]).on('POST /api/class/7/messages', () =>
    ok({ ...sent, text: 'Bitte speichern' }),
  );
  const { person } = openPage('/class/7');
  await person.click(await screen.findByRole('button', { name: 'Nachricht' }));
  await person.type(screen.getByRole('textbox', { name: 'Nachricht' }), 'Bitte speichern');
  await person.click(screen.getByRole('button', { name: 'Senden' }));
  expect(await screen.findByText(/^Gesendet\./)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Schließen' })).toHaveFocus();
  expect(api.sent('POST /api/class/7/messages').map(({ body }) => body)).toEqual([
    { text: 'Bitte speichern', to: null, until: null },
  ]);
  await person.keyboard('{Enter}');
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
});
