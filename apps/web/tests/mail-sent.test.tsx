// Loaded beforehand: a false clock does not wait for it.
import '../src/app/pages/mail-sent.page.js';
import { fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { App } from '../src/app/app.js';
import { createQueryClient } from '../src/app/query-client.js';
import { FakeApi, ok } from './support/fake-api.js';
import { pass } from './support/pass.js';

beforeEach(() => {
  vi.useFakeTimers();
});

async function openMailSent(sentAt: number) {
  const state = { usr: { email: 'test@example.com', purpose: 'signup', sentAt }, key: 'k', idx: 0 };
  window.history.pushState(state, '', '/mail-sent');
  render(<App queryClient={createQueryClient()} />);
  await pass(1);
}

it('send again: possible after 30 s, then the 30 s start again', async () => {
  const api = new FakeApi().loggedOut().on('POST /api/auth/signup', () => ok({ message: 'Neutral' }));
  await openMailSent(Date.now() - 20_000);

  const waiting = screen.getByRole('button', { name: 'Erneut senden in 10 s' });
  expect(waiting).toBeDisabled();
  fireEvent.click(waiting);
  await pass(10_500);
  fireEvent.click(screen.getByRole('button', { name: 'Erneut senden' }));
  await pass(1);

  expect(api.sent('POST /api/auth/signup').map(({ body }) => body)).toEqual([{ email: 'test@example.com' }]);
  expect(screen.getByText('Der Link wurde erneut gesendet.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Erneut senden in 30 s' })).toBeDisabled();
});

it('wrong address: link back to the same form', async () => {
  new FakeApi().loggedOut();
  await openMailSent(Date.now());
  expect(screen.getByRole('link', { name: 'Adresse ändern' })).toHaveAttribute('href', '/register');
  expect(screen.getByText(/Spam-Ordner/)).toBeVisible();
});

it('no address in the history entry: the log-in opens', async () => {
  new FakeApi().loggedOut();
  window.history.pushState(null, '', '/mail-sent');
  render(<App queryClient={createQueryClient()} />);
  await pass(1);
  expect(window.location.pathname).toBe('/login');
});
