import type { Container } from '@spawner/contracts';
import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { container, FakeApi, ok } from './support/fake-api.js';
import { fakeTabs } from './support/fake-tab.js';
import { pass } from './support/pass.js';
import { openPage } from './support/render-app.js';

const PREPARE = 'POST /api/container/prepare/dev';
const prepared = { status: 202, body: { prepared: true } };

afterEach(() => vi.unstubAllGlobals());

/** The main button of a dev card, and what was sent. */
async function card(status: Container['status'], button: string) {
  vi.useFakeTimers();
  const dev = container('dev', { status });
  const api = new FakeApi().on('GET /api/user/containers', () => ok({ containers: [dev] })).on(PREPARE, () => prepared);
  openPage('/dashboard');
  await pass(200);
  // Parts of the page are loaded in real time.
  await vi.dynamicImportSettled();
  await pass(200);
  return { api, button: screen.getByRole('button', { name: button }), sent: () => api.sent(PREPARE).length };
}
const create = () => card('not_created', 'Erstellen & Öffnen');

it.each([
  ['not_created', 'Erstellen & Öffnen'],
  ['stopped', 'Starten & Öffnen'],
] as const)('pointer rests on the button of a card that is %s: one request', async (status, name) => {
  const { button, sent } = await card(status, name);
  fireEvent.pointerEnter(button);
  await pass(100);
  expect(sent()).toBe(0);
  await pass(50);
  expect(sent()).toBe(1);
});

it('pointer crosses the button: no request', async () => {
  const { button, sent } = await create();
  fireEvent.pointerEnter(button);
  await pass(80);
  fireEvent.pointerLeave(button);
  await pass(1_000);
  expect(sent()).toBe(0);
});

it('mouse button pressed: a request at once', async () => {
  const { button, sent } = await create();
  fireEvent.pointerDown(button, { pointerType: 'mouse' });
  expect(sent()).toBe(1);
});

it.each([
  ['scrolls the page from the button', 60, 0],
  ['rests on the button', 200, 1],
] as const)('finger %s', async (_what, ms, requests) => {
  const { button, sent } = await create();
  // In the order of browsers, which take the finger away from the page when it scrolls.
  fireEvent.pointerEnter(button, { pointerType: 'touch' });
  fireEvent.pointerDown(button, { pointerType: 'touch' });
  await pass(ms);
  fireEvent.pointerCancel(button, { pointerType: 'touch' });
  fireEvent.pointerLeave(button, { pointerType: 'touch' });
  await pass(1_000);
  expect(sent()).toBe(requests);
});

it('click before the pointer has rested: no request beside the launch', async () => {
  const { api, button, sent } = await create();
  fakeTabs();
  api.on('POST /api/container/launch/dev', () => new Promise(() => undefined));
  fireEvent.pointerEnter(button);
  await pass(50);
  fireEvent.click(button);
  await pass(1_000);
  expect(sent()).toBe(0);
});

it.each([
  ['keyboard', true, 1],
  ['mouse', false, 0],
] as const)('focus by %s', async (_by, visible, requests) => {
  const { button, sent } = await create();
  const matches = button.matches.bind(button);
  vi.spyOn(button, 'matches').mockImplementation((selector) =>
    selector === ':focus-visible' ? visible : matches(selector),
  );
  act(() => button.focus());
  await pass(200);
  expect(sent()).toBe(requests);
});

it('pointer comes again: the next request after 20 seconds', async () => {
  const { button, sent } = await create();
  for (const wait of [5_000, 20_000]) {
    fireEvent.pointerEnter(button);
    await pass(200);
    fireEvent.pointerLeave(button);
    expect(sent()).toBe(1);
    await pass(wait);
  }
  fireEvent.pointerEnter(button);
  await pass(200);
  expect(sent()).toBe(2);
});

it.each([
  ['running', 'Service öffnen'],
  ['paused', 'Service öffnen'],
  ['error', 'Erneut versuchen'],
] as const)('card is %s: no request', async (status, name) => {
  const { button, sent } = await card(status, name);
  fireEvent.pointerEnter(button);
  fireEvent.pointerDown(button);
  await pass(200);
  expect(sent()).toBe(0);
});

it('browser saves data: no request', async () => {
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator) as object, { connection: { saveData: true } }));
  const { button, sent } = await create();
  fireEvent.pointerEnter(button);
  await pass(200);
  expect(sent()).toBe(0);
});

it('request fails: the page shows nothing of it', async () => {
  const { api, button, sent } = await create();
  fakeTabs();
  api.on(PREPARE, () => ({ status: 500, body: {} }));
  fireEvent.pointerEnter(button);
  await pass(500);
  expect(sent()).toBe(1);
  expect(screen.queryByRole('alert')).toBeNull();
});
