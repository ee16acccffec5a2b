import { screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { FakeApi, info, mail, ok, problem, TOKEN } from './support/fake-api.js';
import { pass } from './support/pass.js';
import { openPage } from './support/render-app.js';

const outbox = () => new FakeApi().loggedOut().on('GET /api/info', () => ok({ ...info, mail: 'outbox' }));

it('new mail: appears with its link', async () => {
  vi.useFakeTimers();
  const link = `http://localhost:5000/confirm#${TOKEN}`;
  const mails = [mail(1)];
  outbox().on('GET /api/outbox', () => ok({ mails }));
  openPage('/outbox');
  await vi.dynamicImportSettled();
  // First the page, which is loaded when needed, then its mails.
  await pass(500);
  await pass(50);
  expect(screen.getByRole('article', { name: 'Mail 1' })).toHaveTextContent('An: test@example.com');
  expect(screen.queryByRole('link', { name: 'Link öffnen' })).not.toBeInTheDocument();

  mails.unshift(mail(2, { link, text: 'Ihr Link' }));
  await pass(2_100);
  const newest = screen.getByRole('article', { name: 'Mail 2' });
  expect(within(newest).getByRole('link', { name: 'Link öffnen' })).toHaveAttribute('href', link);
  expect(screen.getAllByRole('article').map((article) => article.getAttribute('aria-labelledby'))).toEqual([
    newest.getAttribute('aria-labelledby'),
    expect.any(String),
  ]);
});

it('no mails: the page says so', async () => {
  outbox().on('GET /api/outbox', () => ok({ mails: [] }));
  openPage('/outbox');
  expect(await screen.findByText('Noch keine Mails')).toBeVisible();
});

it.each([
  ['mails are really sent', new Map([['GET /api/info', ok(info)]])],
  ['the API has no outbox', new Map([['GET /api/outbox', problem(404, 'not_found')]])],
])('%s: page that does not exist', async (_name, replies) => {
  const api = outbox().on('GET /api/outbox', () => ok({ mails: [] }));
  replies.forEach((reply, call) => api.on(call, () => reply));
  openPage('/outbox');
  expect(await screen.findByRole('heading', { name: 'Diese Seite gibt es nicht' })).toBeVisible();
});
