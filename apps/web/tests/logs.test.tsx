import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeApi, type Reply, container, ok, problem } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const LOGS = 'GET /api/container/logs/dev?tail=200&follow=true';

/** A log that is written when the test says so. */
function paper() {
  let pen: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (pen = controller) });
  return {
    reply: ok(body),
    write: (text: string) => pen?.enqueue(new TextEncoder().encode(text)),
    end: () => pen?.close(),
    tear: () => pen?.error(new TypeError('network error')),
  };
}

async function openLog(...replies: Reply[]) {
  const api = new FakeApi()
    .on('GET /api/user/containers', () => ok({ containers: [container('dev', { status: 'running' })] }))
    .on(LOGS, () => replies.shift() ?? problem(500, 'internal_error'));
  const { person } = openPage('/dashboard');
  await person.click(await screen.findByRole('button', { name: 'Protokoll' }));
  await screen.findByRole('dialog', { name: 'Protokoll: Development Container' });
  return { api, person, lines: () => screen.getByRole('region', { name: 'Protokoll' }).textContent };
}

it('shows lines as they are written, however they are cut', async () => {
  const { reply, write } = paper();
  const { lines } = await openLog(reply);
  expect(await screen.findByText('Noch nichts geschrieben.')).toBeVisible();
  write('one\ntw');
  await waitFor(() => expect(lines()).toBe('one'));
  write('o\r\nthr');
  await waitFor(() => expect(lines()).toBe('one\ntwo'));
  expect(screen.getByText('Neue Zeilen erscheinen von selbst.')).toBeVisible();
});

it('says where the log ends, with its unfinished last line', async () => {
  const { reply, write, end } = paper();
  const { lines } = await openLog(reply);
  write('one\ntwo');
  end();
  expect(await screen.findByText('Hier endet das Protokoll: Der Container läuft nicht.')).toBeVisible();
  expect(lines()).toBe('one\ntwo');
});

it('keeps what it has when the line breaks, and starts again on request', async () => {
  const [first, second] = [paper(), paper()];
  const { person, lines } = await openLog(first.reply, second.reply);
  first.write('one\n');
  await waitFor(() => expect(lines()).toBe('one'));
  first.tear();
  expect(await screen.findByRole('alert')).toHaveTextContent('Keine Verbindung zum Server');
  expect(lines()).toBe('one');
  await person.click(screen.getByRole('button', { name: 'Neu laden' }));
  second.write('two\n');
  await waitFor(() => expect(lines()).toBe('two'));
});

it('says why there is no log', async () => {
  await openLog(problem(404, 'no_container', 'Es gibt keinen Container.'));
  expect(await screen.findByRole('alert')).toHaveTextContent('Es gibt keinen Container.');
});

it('keeps the last 5000 lines', async () => {
  const { reply, write } = paper();
  const { lines } = await openLog(reply);
  write(Array.from({ length: 6_000 }, (_, index) => `${index}\n`).join(''));
  await waitFor(() => expect(lines()).toMatch(/^1000\n/));
  write('last\n');
  await waitFor(() => expect(lines()).toMatch(/^1001\n[^]*\nlast$/));
});

it('follows until the reader scrolls up, and again on request', async () => {
  const { reply, write } = paper();
  const { person, lines } = await openLog(reply);
  const region = screen.getByRole('region', { name: 'Protokoll' });
  Object.defineProperties(region, { scrollHeight: { value: 1_000 }, clientHeight: { value: 100 } });
  write('one\n');
  await waitFor(() => expect(region.scrollTop).toBe(1_000));

  region.scrollTop = 300;
  fireEvent.scroll(region);
  const follow = screen.getByRole('button', { name: 'Folgen' });
  expect(follow).toHaveAttribute('aria-pressed', 'false');
  write('two\n');
  await waitFor(() => expect(lines()).toContain('two'));
  expect(region.scrollTop).toBe(300);

  await person.click(follow);
  expect(region.scrollTop).toBe(1_000);
  expect(follow).toHaveAttribute('aria-pressed', 'true');
});

it('offers the whole log as a file', async () => {
  await openLog(paper().reply);
  expect(screen.getByRole('link', { name: 'Herunterladen' })).toHaveAttribute(
    'href',
    '/api/container/logs/dev?tail=10000&download=true',
  );
});

it('opens from what is still there when the browser gives the focus back', async () => {
  await openLog(paper().reply);
  expect(screen.getByRole('button', { name: 'Mehr' })).toHaveFocus();
});

it('lets go of the log when it is closed', async () => {
  const { api, person } = await openLog(paper().reply);
  await person.click(screen.getByRole('button', { name: 'Schließen' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(api.sent(LOGS)[0]?.signal?.aborted).toBe(true);
});
