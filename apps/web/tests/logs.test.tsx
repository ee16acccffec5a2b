import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { container, FakeApi, ok, problem, type Reply } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const LOGS = 'GET /api/container/logs/dev?tail=200&follow=true';

/** A log to which the test writes. */
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

it('chunks that cut lines: whole lines are shown', async () => {
  const { reply, write } = paper();
  const { lines } = await openLog(reply);
  expect(await screen.findByText('Noch nichts geschrieben.')).toBeVisible();
  write('one\ntw');
  await waitFor(() => expect(lines()).toBe('one'));
  write('o\r\nthr');
  await waitFor(() => expect(lines()).toBe('one\ntwo'));
  expect(screen.getByText('Neue Zeilen erscheinen von selbst.')).toBeVisible();
});

it('log ends: the dialog says so and shows the last, unfinished line', async () => {
  const { reply, write, end } = paper();
  const { lines } = await openLog(reply);
  write('one\ntwo');
  end();
  expect(await screen.findByText('Hier endet das Protokoll: Der Container läuft nicht.')).toBeVisible();
  expect(lines()).toBe('one\ntwo');
});

it('connection breaks: lines stay, reload on request', async () => {
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

it('log is refused: the problem is shown', async () => {
  await openLog(problem(404, 'no_container', 'Es gibt keinen Container.'));
  expect(await screen.findByRole('alert')).toHaveTextContent('Es gibt keinen Container.');
});

it('more than 5000 lines: the last 5000 are shown', async () => {
  const { reply, write } = paper();
  const { lines } = await openLog(reply);
  write(Array.from({ length: 6_000 }, (_, index) => `${index}\n`).join(''));
  await waitFor(() => expect(lines()).toMatch(/^1000\n/));
  write('last\n');
  await waitFor(() => expect(lines()).toMatch(/^1001\n[^]*\nlast$/));
});

it('reader scrolls up: no following, again on request', async () => {
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

it('download: link to the whole log', async () => {
  await openLog(paper().reply);
  expect(screen.getByRole('link', { name: 'Herunterladen' })).toHaveAttribute(
    'href',
    '/api/container/logs/dev?tail=10000&download=true',
  );
});

it('log opens from the list of actions: the focus is on its button, where the browser returns it', async () => {
  await openLog(paper().reply);
  expect(screen.getByRole('button', { name: 'Mehr' })).toHaveFocus();
});

it('dialog closes: the request is aborted', async () => {
  const { api, person } = await openLog(paper().reply);
  await person.click(screen.getByRole('button', { name: 'Schließen' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(api.sent(LOGS)[0]?.signal?.aborted).toBe(true);
});
