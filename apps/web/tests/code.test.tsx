import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeApi, ok, problem, requested, user } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const BY_CODE = 'POST /api/auth/session/code';

async function askForMail() {
  const api = new FakeApi()
    .loggedOut()
    .on('POST /api/auth/login', () => ok(requested))
    .on('GET /api/user/containers', () => ok({ containers: [] }));
  const { person } = openPage('/login');
  await person.type(await screen.findByLabelText('Mailadresse'), 'test@example.com{Enter}');
  return { api, person, field: await screen.findByLabelText('Code aus der Mail') };
}

it('code with or without a space: logs in', async () => {
  const { api, person, field } = await askForMail();
  api.on(BY_CODE, () => ok({ user }));
  expect(field).toHaveAttribute('autocomplete', 'one-time-code');
  await person.type(field, ' 012 345{Enter}');
  await waitFor(() => expect(window.location.pathname).toBe('/dashboard'));
  expect(api.sent(BY_CODE).map(({ body }) => body)).toEqual([{ email: 'test@example.com', code: '012345' }]);
});

it('not a code: message at the field, no request', async () => {
  const { api, person, field } = await askForMail();
  await person.type(field, '12 34');
  await person.click(screen.getByRole('button', { name: 'Mit Code anmelden' }));
  expect(field).toHaveAccessibleDescription('Der Code hat sechs Ziffern.');
  expect(field).toHaveFocus();
  expect(api.sent(BY_CODE)).toEqual([]);
});

it('code is refused: the problem is shown until another is typed', async () => {
  const { api, person, field } = await askForMail();
  api.on(BY_CODE, () => problem(403, 'code_invalid', 'Dieser Code gilt nicht.'));
  await person.type(field, '123456{Enter}');
  expect(await screen.findByRole('alert')).toHaveTextContent('Dieser Code gilt nicht.');
  await person.type(field, '{Backspace}');
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});
