import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { type Zippable, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { container, FakeApi, later, ok, problem } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const put = (name: string) => `PUT /api/container/file/dev?path=${name}`;
const PUT_ALL = 'PUT /api/container/files/dev';
const file = (name: string, content = `<p>${name}`) => new File([content], name);
const stored = ok({ message: 'Gespeichert' });
const unpacked = (stored: number, more: object = {}) => ok({ stored, start: null, left_out: [], failed: [], ...more });

function card(accepts_files = true) {
  const dev = container('dev', { status: 'running', accepts_files });
  const api = new FakeApi().on('GET /api/user/containers', () => ok({ containers: [dev] }));
  return { api, ...openPage('/dashboard') };
}
const picker = (label = 'Dateien hochladen') => screen.findByLabelText(label, { selector: 'input' });
const article = () => screen.findByRole('article', { name: 'Development Container' });
const drop = async (files: File[]) =>
  fireEvent.drop(await article(), { dataTransfer: { types: ['Files'], items: [], files } });
async function remove(person: UserEvent, api: FakeApi) {
  api.on('DELETE /api/container/dev', () => ok({ message: '', status: 'not_created', container_id: null }));
  await person.click(screen.getByRole('button', { name: 'Entfernen' }));
  await person.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Entfernen' }));
}

it('one file: sent unchanged', async () => {
  const { api, person } = card();
  const first = later();
  api.on(put('b%2Bc.html'), () => first.reply);
  await person.upload(await picker(), file('b+c.html'));
  expect(await screen.findByText('b+c.html wird hochgeladen')).toBeVisible();
  first.give(stored);
  expect(await screen.findByText('b+c.html ist hochgeladen')).toBeVisible();
  const [sent] = api.sent(put('b%2Bc.html'));
  expect(sent?.headers.get('content-type')).toBe('application/octet-stream');
  await expect((sent?.body as File).text()).resolves.toBe('<p>b+c.html');
});

it('500 small files: a few requests, and what was left out is said', async () => {
  const { api, person } = card();
  api.on(PUT_ALL, () => unpacked(166, { left_out: ['.DS_Store'] }));
  await person.upload(
    await picker(),
    Array.from({ length: 500 }, (_, index) => file(`${index}.html`)),
  );
  expect(await screen.findByText(/^498 Dateien sind hochgeladen \(3 ausgelassen/)).toBeVisible();
  expect(api.sent(PUT_ALL)).toHaveLength(3);
});

it('files dropped on the card: sent', async () => {
  const { api } = card();
  api.on(put('a.html'), () => stored);
  fireEvent.dragOver(await article(), { dataTransfer: { types: ['Files'], files: [] } });
  expect(screen.getByText('Dateien oder einen Ordner hier ablegen')).toBeVisible();
  await drop([file('a.html')]);
  expect(screen.queryByText('Dateien oder einen Ordner hier ablegen')).toBeNull();
  expect(await screen.findByText('a.html ist hochgeladen')).toBeVisible();
});

it('file that is refused: listed with the reason, the others are sent; retry sends only it', async () => {
  const { api, person } = card();
  const failed = [{ path: 'a.html', reason: 'in_the_way', message: 'Dort liegt ein Ordner' }];
  api.on(PUT_ALL, () => unpacked(1, { failed })).on(put('a.html'), () => stored);
  await person.upload(await picker(), [file('a.html'), file('b.html')]);
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('Nicht hochgeladen: 1');
  expect(alert).toHaveTextContent('a.htmlDort liegt ein Ordner');
  expect(screen.getByText('1 Datei ist hochgeladen')).toBeVisible();
  await person.click(within(alert).getByRole('button', { name: 'Erneut versuchen' }));
  expect(await screen.findByText('a.html ist hochgeladen')).toBeVisible();
  expect(screen.queryByRole('alert')).toBeNull();
});

it('container that is gone: the upload stops and says why', async () => {
  const { api, person } = card();
  const large = (name: string) => file(name, 'x'.repeat(4 * 1024 * 1024));
  api.on(put('a.bin'), () => problem(404, 'no_container', 'Kein Container'));
  await person.upload(await picker(), [large('a.bin'), large('b.bin')]);
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('Nicht hochgeladen: 2');
  expect(alert).toHaveTextContent('Kein Container');
  expect(api.sent(put('b.bin'))).toHaveLength(0);
});

it('container is removed: the result of its uploads goes', async () => {
  const { api, person } = card();
  api.on(put('a.html'), () => stored);
  await person.upload(await picker(), file('a.html'));
  expect(await screen.findByText('a.html ist hochgeladen')).toBeVisible();
  await remove(person, api);
  await waitFor(() => expect(screen.queryByText('a.html ist hochgeladen')).toBeNull());
});

it('container is removed during an upload: the request ends, and nothing is said of it', async () => {
  const { api, person } = card();
  api.on(put('a.html'), () => later().reply);
  await person.upload(await picker(), file('a.html'));
  expect(await screen.findByText('a.html wird hochgeladen')).toBeVisible();
  await remove(person, api);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await waitFor(() => expect(window.dispatchEvent(new Event('beforeunload', { cancelable: true }))).toBe(true));
  expect(screen.queryByText(/a\.html|werden gelesen/)).toBeNull();
  expect(screen.queryByRole('alert')).toBeNull();
});

it('cancel: the request ends, and the rest can be sent', async () => {
  const { api, person } = card();
  const never = later();
  api.on(put('a.html'), () => never.reply);
  await person.upload(await picker(), file('a.html'));
  await person.click(await screen.findByRole('button', { name: 'Abbrechen' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Abgebrochen, nicht hochgeladen: 1');
  api.on(put('a.html'), () => stored);
  await person.click(screen.getByRole('button', { name: 'Rest hochladen' }));
  expect(await screen.findByText('a.html ist hochgeladen')).toBeVisible();
});

it('unreadable file: message, no request', async () => {
  const { api } = card();
  const unreadable = Object.assign(file('gone'), {
    slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) }),
  });
  await drop([unreadable]);
  expect(await screen.findByRole('alert')).toHaveTextContent('Die Datei lässt sich nicht lesen.');
  expect(api.requests.filter(({ call }) => call.startsWith('PUT'))).toHaveLength(0);
});

it.each([
  ['Entpacken', PUT_ALL, '3 Dateien sind hochgeladen'],
  ['Als Datei ablegen', put('site.zip'), 'site.zip ist hochgeladen'],
])('ZIP, %s', async (choice, call, result) => {
  const { api, person } = card();
  api.on(call, () => (call === PUT_ALL ? unpacked(3, { start: 'my site/' }) : stored));
  await person.upload(await picker(), file('site.zip'));
  const dialog = await screen.findByRole('dialog', { name: 'site.zip entpacken?' });
  await person.click(within(dialog).getByRole('button', { name: choice }));
  expect(await screen.findByText(result)).toBeVisible();
  expect(api.sent(call)).toHaveLength(1);
  if (call === PUT_ALL) {
    const link = screen.getByRole('link', { name: 'my site/ öffnen' });
    expect(link).toHaveAttribute('href', 'https://coder.domain.com/test-dev/my%20site/');
  }
});

const zipOf = (content: Zippable) => new File([zipSync(content)], 'site.zip');

it.each([
  ['Als Startseite entpacken', `${PUT_ALL}?strip=true`],
  ['Als Ordner entpacken', PUT_ALL],
  ['Als Datei ablegen', put('site.zip')],
])('ZIP of one folder with an index.html, %s: sent to %s', async (choice, call) => {
  const { api, person } = card();
  api.on(call, () => (call === put('site.zip') ? stored : unpacked(2)));
  const page = new Uint8Array([60]);
  await person.upload(
    await picker(),
    zipOf({ 'projekt/': new Uint8Array(), 'projekt/index.html': page, '__MACOSX/projekt/._index.html': page }),
  );
  const dialog = await screen.findByRole('dialog', { name: 'site.zip entpacken?' });
  expect(dialog).toHaveTextContent('Alles im Archiv liegt in einem Ordner mit einer index.html.');
  await person.click(within(dialog).getByRole('button', { name: choice }));
  await screen.findByText(/hochgeladen$/);
  expect(api.requests.filter(({ call }) => call.startsWith('PUT')).map(({ call }) => call)).toEqual([call]);
});

it.each([
  ['a page at the top', { 'index.html': new Uint8Array([60]), 'projekt/index.html': new Uint8Array([60]) }],
  ['a folder without a page', { 'projekt/a.txt': new Uint8Array([60]), 'projekt/b/index.html': new Uint8Array([60]) }],
])('ZIP with %s: no question about a start page', async (_name, content) => {
  const { person } = card();
  await person.upload(await picker(), zipOf(content));
  const dialog = await screen.findByRole('dialog', { name: 'site.zip entpacken?' });
  expect(
    within(dialog)
      .getAllByRole('button')
      .map(({ textContent }) => textContent),
  ).toEqual(['Entpacken', 'Als Datei ablegen', 'Abbrechen']);
});

it('ZIP, question is closed: nothing is sent', async () => {
  const { api, person } = card();
  await person.upload(await picker(), file('site.zip'));
  const dialog = await screen.findByRole('dialog');
  await person.click(within(dialog).getByRole('button', { name: 'Abbrechen' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(api.requests.filter(({ call }) => call.startsWith('PUT'))).toHaveLength(0);
});

it.each([
  ['Als Startseite ablegen', 'index.html'],
  ['Als Ordner ablegen', 'site/index.html'],
])('folder with an index.html, %s: stored as %s', async (choice, path) => {
  const { api, person } = card();
  api.on(put(encodeURIComponent(path)), () => stored);
  const page = Object.defineProperty(file('index.html'), 'webkitRelativePath', { value: 'site/index.html' });
  await person.upload(await picker('Ordner hochladen'), page);
  await person.click(await screen.findByRole('button', { name: choice }));
  expect(await screen.findByText(`${path} ist hochgeladen`)).toBeVisible();
});

it('page is left during an upload: the browser asks', async () => {
  const { api, person } = card();
  const never = later();
  api.on(put('a.html'), () => never.reply);
  await person.upload(await picker(), file('a.html'));
  await screen.findByRole('button', { name: 'Abbrechen' });
  const leave = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(leave);
  expect(leave.defaultPrevented).toBe(true);
});

it('container without an upload folder: not offered', async () => {
  card(false);
  const dataTransfer = { types: ['Files'], files: [file('a.html')] };
  fireEvent.dragOver(await article(), { dataTransfer });
  expect(screen.queryByText('Dateien oder einen Ordner hier ablegen')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Dateien hochladen' })).toBeNull();
});
