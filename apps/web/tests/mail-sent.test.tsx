// Loaded beforehand: a false clock does not wait for it.
import '../src/app/pages/mail-sent.page.js';
import '../src/app/pages/register.page.js';
import { fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '../src/app/app.js';
import { createQueryClient } from '../src/app/query-client.js';
import { FakeApi, MAIL_ID, mailStatus, ok, problem, requested } from './support/fake-api.js';
import { pass } from './support/pass.js';

beforeEach(() => {
  vi.useFakeTimers();
});

async function openMailSent(sentAt: number) {
  const state = { usr: { email: 'test@example.com', mailId: MAIL_ID, purpose: 'signup', sentAt }, key: 'k', idx: 0 };
  window.history.pushState(state, '', '/mail-sent');
  render(<App queryClient={createQueryClient()} />);
  await pass(1);
}

it('send again: possible after 30 s, then the 30 s start again', async () => {
  const api = new FakeApi().loggedOut().on('POST /api/auth/signup', () => ok(requested));
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

const STATUS = `GET /api/auth/mail/${MAIL_ID}`;

it('mail is on its way: the page follows it until the server has accepted it, then asks no more', async () => {
  const later = mailStatus({ state: 'waiting', retry_in: 12, reason: 'later', answer: 'Greylisted' });
  const states = [mailStatus({ state: 'waiting', retry_in: 0 }), later, mailStatus()];
  const api = new FakeApi().loggedOut().on(STATUS, () => ok(states.length > 1 ? states.shift() : states[0]));
  await openMailSent(Date.now());
  expect(screen.getByText('Die Mail wird gesendet …')).toBeVisible();

  await pass(1500);
  expect(screen.getByRole('status')).toHaveTextContent('Der Mailserver nimmt die Mail noch nicht an.');
  expect(screen.getByText('Nächster Versuch in 12 s.')).toBeVisible();
  expect(screen.getByText('„Greylisted“')).toBeVisible();

  await pass(3000);
  expect(screen.getByRole('status')).toHaveTextContent('Gesendet: Der Mailserver hat die Mail angenommen.');
  const asked = api.sent(STATUS).length;
  await pass(60_000);
  expect(api.sent(STATUS)).toHaveLength(asked);
});

describe.each([
  ['unknown_address', 'Diese Adresse gibt es nicht.', 'Prüfen Sie die Adresse.'],
  ['refused', 'Der Mailserver nimmt diese Mail nicht an.', 'Prüfen Sie die Adresse, oder'],
] as const)('mail is refused, reason %s', (reason, title, advice) => {
  const refused = mailStatus({ state: 'refused', reason, answer: 'No such user' });

  it('refusal is the message of the page; no inbox to check and no code to enter', async () => {
    const states = [mailStatus({ state: 'waiting', retry_in: 0 }), refused];
    new FakeApi().loggedOut().on(STATUS, () => ok(states.length > 1 ? states.shift() : states[0]));
    await openMailSent(Date.now());
    expect(screen.getByRole('textbox', { name: 'Code aus der Mail' })).toBeVisible();
    await pass(1500);
    const alert = screen.getByRole('alert');
    expect(within(alert).getByRole('heading', { level: 1, name: title })).toBeVisible();
    for (const text of [advice, 'test@example.com', '„No such user“']) expect(alert).toHaveTextContent(text);
    expect(document.title).toBe(`${title} · Spawner`);
    expect(screen.queryByRole('heading', { name: 'Prüfen Sie Ihr Postfach' })).toBeNull();
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('address is corrected: the form opens with what was typed', async () => {
    new FakeApi().loggedOut().on(STATUS, () => ok(refused));
    await openMailSent(Date.now());
    fireEvent.click(screen.getByRole('link', { name: 'Adresse ändern' }));
    await pass(200);
    expect(window.location.pathname).toBe('/register');
    expect(screen.getByRole('textbox', { name: 'Mailadresse' })).toHaveValue('test@example.com');
  });
});

it.each([
  [{ state: 'unknown' }, 'Der Mailserver hat den Empfang nicht bestätigt.'],
  [{ state: 'given_up', reason: 'server' }, 'Die Mail konnte nicht gesendet werden.'],
  [{ state: 'waiting', retry_in: 5, reason: 'server' }, 'Der Mailserver nimmt gerade keine Mails an.'],
] as const)('mail is %j: the page says "%s"', async (status, text) => {
  new FakeApi().loggedOut().on(STATUS, () => ok(mailStatus(status)));
  await openMailSent(Date.now());
  expect(screen.getByRole('status')).toHaveTextContent(text);
});

it('state of the mail cannot be read: the page stays as it is', async () => {
  new FakeApi().loggedOut().on(STATUS, () => problem(404, 'not_found'));
  await openMailSent(Date.now());
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.getByText(/Spam-Ordner/)).toBeVisible();
});
