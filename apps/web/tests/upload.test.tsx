import { fireEvent, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { container, FakeApi, later, ok, problem } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const put = (name: string) => `PUT /api/container/file/dev?path=${name}`;
const file = (name: string) => new File([`<p>${name}`], name);
const stored = ok({ message: 'Gespeichert' });

function card(accepts_files: boolean) {
  const dev = container('dev', { status: 'running', accepts_files });
  const api = new FakeApi().on('GET /api/user/containers', () => ok({ containers: [dev] }));
  return { api, ...openPage('/dashboard') };
}
const picker = () => screen.findByLabelText('Dateien hochladen', { selector: 'input' });

it('chosen files: sent unchanged, one after the other', async () => {
  const { api, person } = card(true);
  const first = later();
  api.on(put('a.html'), () => first.reply).on(put('b%2Bc.html'), () => stored);
  await person.upload(await picker(), [file('a.html'), file('b+c.html')]);

  expect(await screen.findByText('a.html wird hochgeladen (1 von 2)')).toBeVisible();
  expect(api.sent(put('b%2Bc.html'))).toHaveLength(0);
  first.give(stored);
  expect(await screen.findByText('2 Dateien sind hochgeladen')).toBeVisible();
  const [sent] = api.sent(put('a.html'));
  expect(sent?.headers.get('content-type')).toBe('application/octet-stream');
  await expect((sent?.body as File).text()).resolves.toBe('<p>a.html');
});

it('files dropped on the card: sent', async () => {
  const { api } = card(true);
  api.on(put('a.html'), () => stored);
  const article = await screen.findByRole('article', { name: 'Development Container' });
  const dataTransfer = { types: ['Files'], files: [file('a.html')] };
  fireEvent.dragOver(article, { dataTransfer });
  expect(screen.getByText('Dateien hier ablegen')).toBeVisible();
  fireEvent.drop(article, { dataTransfer });
  expect(screen.queryByText('Dateien hier ablegen')).toBeNull();
  expect(await screen.findByText('a.html ist hochgeladen')).toBeVisible();
});

it('one file is refused: upload stops, file and reason are shown', async () => {
  const { api, person } = card(true);
  api.on(put('a.html'), () => problem(413, 'file_too_large', 'Die Datei ist zu groß.'));
  await person.upload(await picker(), [file('a.html'), file('b.html')]);
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('Die Datei ist zu groß.');
  expect(alert).toHaveTextContent('Nicht hochgeladen: a.html');
  expect(api.requests.filter(({ call }) => call.startsWith('PUT'))).toHaveLength(1);
});

it('unreadable file: message, no request', async () => {
  const { api } = card(true);
  const folder = Object.assign(file('folder'), {
    slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('A folder', 'NotFoundError')) }),
  });
  const article = await screen.findByRole('article', { name: 'Development Container' });
  fireEvent.drop(article, { dataTransfer: { types: ['Files'], files: [folder] } });
  expect(await screen.findByRole('alert')).toHaveTextContent('Laden Sie statt eines Ordners die Dateien darin hoch.');
  expect(api.requests.filter(({ call }) => call.startsWith('PUT'))).toHaveLength(0);
});

it('container without an upload folder: not offered', async () => {
  card(false);
  const article = await screen.findByRole('article', { name: 'Development Container' });
  const dataTransfer = { types: ['Files'], files: [file('a.html')] };
  fireEvent.dragOver(article, { dataTransfer });
  expect(screen.queryByText('Dateien hier ablegen')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Dateien hochladen' })).toBeNull();
});
