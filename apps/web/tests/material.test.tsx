import type { Class, Collection, Material } from '@spawner/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { beforeEach, expect, it } from 'vitest';
import { container, FakeApi, ok, problem } from './support/fake-api.js';
import { openPage } from './support/render-app.js';
import { violations } from './support/violations.js';

const JOB = { job_id: '8c6a1d1e-3b1f-4f53-a5b7-2e0c9d4f6a10' };
const NOW = '2026-11-26T08:00:00.000Z';
const lessons: Class = {
  ...{ id: 3, name: '7b', kind: 'class', description: null, templates: ['dev'], ends_on: null, cards_when: 'always' },
  ...{
    session_hours: 12,
    own_devices: false,
    teachers: [],
    members: 3,
    waiting: 0,
    working: 0,
    help_calls: 0,
    lesson_until: null,
    created_at: NOW,
    archived_at: null,
    version: 1,
  },
};
const sheet: Material = {
  ...{ id: 5, type: 'dev', name: 'Arbeitsblatt', version: 1, files: 2, bytes: 2048, later: true, created_at: NOW },
  ...{ created_by: { id: 1, name: 'Frau Vogel' }, members: 3, delivered: 1, waiting: 1 },
  failed: [{ id: 9, name: 'Ben', reason: 'Eine Datei ist im Weg.' }],
};
const collection: Collection = {
  ...{ id: '5f0f3c52-6a53-4a40-9e0f-3a1b7c9d2e11', type: 'dev', folder: '/srv/www', state: 'ready', reason: null },
  ...{ job_id: JOB.job_id, at: NOW, by: null, people: 3, collected: 3, files: 7, bytes: 4096, deleted_after: NOW },
};

let api: FakeApi;
let materials: Material[];
let collections: Collection[];
beforeEach(() => {
  materials = [sheet];
  collections = [collection];
  api = new FakeApi()
    .on('GET /api/class/3', () => ok(lessons))
    .on('GET /api/user/containers', () => ok({ containers: [container('dev', { accepts_files: true })] }))
    .on('GET /api/class/3/materials', () => ok({ materials, most_bytes: 1024 ** 2 }))
    .on('GET /api/class/3/collections', () => ok({ collections }))
    .on('GET /api/class/3/start-estimate?type=dev', () =>
      ok({ members: 3, startable: 3, room: 3, seconds: null, running: 0, working: 0 }),
    )
    .on('POST /api/class/3/material/5/deliver', () => ({ status: 202, body: JOB }))
    .on('POST /api/class/3/reset', () => ({ status: 202, body: { ...JOB, collection_id: null } }))
    .on('POST /api/class/3/collections', () => ({
      status: 202,
      body: { ...JOB, collection_id: collection.id },
    }));
});

async function openTab() {
  const { person } = openPage('/class/3/material');
  await screen.findByText('Arbeitsblatt');
  return person;
}
const dialog = () => within(screen.getByRole('dialog'));
const drop = async (files: readonly File[]) => {
  const text = await screen.findByText('Dateien, einen Ordner oder ein ZIP hierher ziehen');
  fireEvent.drop(text.parentElement as HTMLElement, { dataTransfer: { types: ['Files'], items: [], files } });
};

it('list: who has it, who waits, who lacks it and why; handed out again on request', async () => {
  const person = await openTab();
  screen.getByText('1 von 3 haben es');
  screen.getByText('1 bekommt es beim nächsten Start');
  await person.click(screen.getByText('Fehlt bei 1'));
  screen.getByText('Eine Datei ist im Weg.');
  expect(screen.getByRole('link', { name: 'Herunterladen' }).getAttribute('href')).toBe(
    `/api/class/3/collection/${collection.id}/file`,
  );
  expect(await violations()).toEqual([]);
  await person.click(screen.getByRole('button', { name: 'Erneut austeilen' }));
  await waitFor(() => expect(api.sent('POST /api/class/3/material/5/deliver')[0]?.body).toEqual({ all: true }));
});

it('files dropped: packed into one ZIP, sent with a name, handed out to all', async () => {
  const person = await openTab();
  const call = 'POST /api/class/3/materials?name=Blatt+2&type=dev&later=false';
  api.on(call, () => ({ status: 201, body: { ...sheet, name: 'Blatt 2' } }));
  await drop([new File(['one'], 'a.txt'), new File(['two'], 'b.txt')]);
  await screen.findByRole('dialog');
  dialog().getByText('2 Dateien, 6 B');
  await dialog().findByRole('button', { name: 'An alle austeilen (3)' });
  const name = dialog().getByLabelText('Name des Ordners');
  expect(name).toHaveProperty('value', 'a');
  await person.clear(name);
  await person.click(dialog().getByRole('button', { name: /^An alle austeilen/ }));
  dialog().getByText('Wie soll der Ordner heißen?');
  await person.type(name, '../x');
  dialog().getByText('Ein Ordner kann so nicht heißen: ohne / und \\, ohne Punkt am Anfang.');
  await person.clear(name);
  await person.type(name, 'Blatt 2');
  await person.click(dialog().getByLabelText('Auch für alle, die später dazukommen'));
  await person.click(dialog().getByRole('button', { name: /^An alle austeilen/ }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const [sent] = api.sent(call);
  expect(sent?.headers.get('content-type')).toBe('application/zip');
  const files = unzipSync(new Uint8Array(await (sent?.body as Blob).arrayBuffer()));
  expect(Object.keys(files)).toEqual(['a.txt', 'b.txt']);
  expect(api.sent('POST /api/class/3/material/5/deliver')).toHaveLength(1);
});

it('one ZIP, one file: sent as they are; the server’s reason stays in the dialog', async () => {
  const person = await openTab();
  const zip = 'POST /api/class/3/materials?name=Blatt&type=dev&later=true&file=Blatt.zip';
  api.on(zip, () => problem(400, 'archive_unsafe', 'Das Archiv enthält etwas: ../x'));
  await drop([new File([zipSync({ 'a.txt': strToU8('x') })], 'Blatt.zip')]);
  await screen.findByRole('dialog');
  await person.click(dialog().getByRole('button', { name: /^An alle austeilen/ }));
  await dialog().findByText('Das Archiv enthält etwas: ../x');
  expect(api.sent(zip)[0]?.headers.get('content-type')).toBe('application/zip');
  await person.click(dialog().getByRole('button', { name: 'Abbrechen' }));

  const file = 'POST /api/class/3/materials?name=Blatt&type=dev&later=true&file=Blatt.pdf';
  api.on(file, () => ({ status: 201, body: sheet }));
  await drop([new File(['x'], 'Blatt.pdf', { type: 'application/json' })]);
  await screen.findByRole('dialog');
  await person.click(dialog().getByRole('button', { name: /^An alle austeilen/ }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(api.sent(file)[0]?.headers.get('content-type')).toBe('application/octet-stream');
});

it('too large: said before anything is sent', async () => {
  const person = await openTab();
  await drop([new File([new Uint8Array(1024 ** 2 + 1)], 'film.mp4')]);
  await screen.findByRole('dialog');
  dialog().getByText('Das ist zu groß: höchstens 1 MiB.');
  await person.click(dialog().getByRole('button', { name: /^An alle austeilen/ }));
  expect(api.requests.filter(({ call }) => call.startsWith('POST'))).toEqual([]);
});

it('collect: from all, with a folder only where one was given', async () => {
  const person = await openTab();
  await person.click(screen.getByRole('button', { name: 'Einsammeln …' }));
  await person.type(dialog().getByLabelText('Ordner'), '/srv/www/work/');
  await person.click(dialog().getByLabelText('Kurz anhalten für einen sauberen Stand'));
  expect(await violations()).toEqual([]);
  await person.click(dialog().getByRole('button', { name: 'Einsammeln' }));
  await waitFor(() =>
    expect(api.sent('POST /api/class/3/collections')[0]?.body).toEqual({
      ...{ type: 'dev', all: true, pause: true, everything: false, folder: '/srv/www/work' },
    }),
  );
});

it('reset that deletes: only with the number of people; collecting first is ticked, and its absence is warned of', async () => {
  const person = await openTab();
  await person.click(screen.getByRole('button', { name: 'Zurücksetzen …' }));
  await dialog().findByText('Betrifft 3 Personen.');
  await person.click(dialog().getByLabelText(/^Ordner leeren Alle Dateien|^Ordner leerenAlle/));
  const submit = dialog().getByRole('button', { name: 'Zurücksetzen' });
  expect(dialog().getByLabelText('Vorher einsammeln')).toHaveProperty('checked', true);
  await person.click(submit);
  expect(api.sent('POST /api/class/3/reset')).toEqual([]);
  await person.click(dialog().getByLabelText('Vorher einsammeln'));
  dialog().getByText('Ohne Einsammeln sind die Dateien danach unwiderruflich weg.');
  await person.click(dialog().getByLabelText('Vorher einsammeln'));
  await person.type(dialog().getByLabelText(/Zahl eintippen/), '4');
  await person.click(submit);
  expect(api.sent('POST /api/class/3/reset')).toEqual([]);
  await person.clear(dialog().getByLabelText(/Zahl eintippen/));
  await person.type(dialog().getByLabelText(/Zahl eintippen/), '3');
  expect(await violations()).toEqual([]);
  await person.click(submit);
  await waitFor(() =>
    expect(api.sent('POST /api/class/3/reset')[0]?.body).toEqual({
      ...{ type: 'dev', mode: 'data', all: true, expected: 3, collect_first: true },
    }),
  );
});
