import type { Container, ContainerDetail } from '@spawner/contracts';
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { container, detail, FakeApi, launching, ok, problem } from './support/fake-api.js';
import { fakeTabs } from './support/fake-tab.js';
import { pass } from './support/pass.js';
import { openPage } from './support/render-app.js';

const NOW = new Date('2026-03-02T14:00:00');
const at = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000).toISOString();
const volumes = [{ path: '/srv/www', bytes: 1_234_567 }];

/** The dev card of the dashboard at two in the afternoon. */
async function show(card: Partial<Container>, more: Partial<ContainerDetail> = {}) {
  vi.useFakeTimers({ now: NOW });
  const dev = container('dev', card);
  const api = new FakeApi()
    .on('GET /api/user/containers', () => ok({ containers: [dev] }))
    .on('GET /api/container/dev', () => ok(detail(dev, more)));
  openPage('/dashboard');
  await pass(200);
  // Parts of the page are loaded in real time.
  await vi.dynamicImportSettled();
  await pass(200);
  return { api, dev, article: screen.getByRole('article', { name: 'Development Container' }) };
}

describe('container of several machines', () => {
  const away = { kind: 'node', name: 'server-b' } as const;
  it.each([
    [
      'runs, its machine is away',
      'running',
      away,
      'Wartet auf Maschine',
      'Wartet auf Maschine server-b (Ihre Dateien liegen dort)',
    ],
    ['moves', 'running', { kind: 'moving', name: null }, 'Zieht um', 'Zieht auf eine andere Maschine um'],
    [
      'starts, no machine has room',
      'starting',
      { kind: 'room', name: null },
      'Wartet auf Platz',
      'Wartet auf freien Platz auf einer Maschine',
    ],
  ] as const)(
    '%s: the card says what it waits for, and cannot be opened',
    async (_, status, waits_for, badge, text) => {
      const { article } = await show({ status, waits_for, status_since: at(-1) });
      expect(article).toHaveTextContent(text);
      expect(within(article).getAllByText(badge)).toHaveLength(1);
      expect(within(article).getByRole('button', { name: `${badge} …` })).toHaveAttribute('aria-disabled', 'true');
    },
  );
});

describe('container at rest', () => {
  it.each([
    ['paused', 'idle', 'Pausiert seit 13:20, weil niemand den Service benutzt hat'],
    ['paused', 'ended', 'Von anderer Hand pausiert, seit 13:20'],
    ['stopped', 'asked', 'Gestoppt auf Wunsch, seit 13:20'],
    ['stopped', 'idle', 'Gestoppt seit 13:20, weil niemand den Service benutzt hat'],
    ['stopped', 'ended', 'Hat sich beendet, gestoppt seit 13:20'],
    ['stopped', 'storage', 'Gestoppt seit 13:20, weil Ihr Speicher weit über der Grenze ist'],
    ['stopped', 'room', 'Gestoppt seit 13:20, um anderen Platz zu machen'],
  ] as const)('%s, reason %s: the reason is shown', async (status, rest_reason, text) => {
    const { article } = await show({ status, rest_reason, status_since: at(-40) });
    expect(article).toHaveTextContent(text);
  });

  it.each([
    ['nearly full', 950 * 1024, null, 'Ihr Speicher ist fast voll: 950 KiB von 1 MiB'],
    ['full', 1.25 * 1024 ** 2, null, 'Ihr Speicher ist voll: 1,25 MiB von 1 MiB'],
    ['far above its limit', 1_600_000, at(30), 'Der Container wird gestoppt (14:30), wenn es bis dahin so bleibt.'],
  ])('storage of the owner that is %s: the card says so', async (_, used_bytes, stops_at, text) => {
    const { article } = await show({ status: 'running', storage: { used_bytes, limit_bytes: 1024 ** 2, stops_at } });
    expect(article).toHaveTextContent(text);
  });

  it('stopped on another day: the day is shown', async () => {
    const { article } = await show({ status: 'stopped', rest_reason: 'idle', status_since: at(-3 * 24 * 60) });
    expect(article).toHaveTextContent('Gestoppt seit 27. Feb., 14:00');
  });

  it.each([
    [volumes, 'Nach langer Pause entfernt; Ihre Dateien sind noch da'],
    [[], 'Nach langer Pause entfernt'],
  ])('removed, with volumes %j: the card says so', async (folders, text) => {
    await show({ status: 'not_created', rest_reason: 'idle', status_since: at(-40), kept: folders });
    expect(screen.getByText(text)).toBeVisible();
  });
});

describe('unused container', () => {
  it.each([
    ['pause', 45, 'Wird in 45 Minuten pausiert, wenn niemand den Service benutzt'],
    ['pause', 59.8, 'Wird in 1 Stunde pausiert, wenn niemand den Service benutzt'],
    ['stop', 0.5, 'Wird gleich gestoppt, wenn niemand den Service benutzt'],
    ['remove', 36 * 60, 'Wird morgen entfernt, wenn niemand den Service benutzt'],
  ] as const)('next step is %s: its time is shown', async (action, minutes, text) => {
    const { article } = await show({ status: 'running', next_rest: { action, at: at(minutes + 0.1) } });
    expect(article).toHaveTextContent(text);
  });

  it('a minute later: the remaining time is shorter', async () => {
    const { article } = await show({ status: 'running', next_rest: { action: 'pause', at: at(45.1) } });
    await pass(60_000);
    expect(article).toHaveTextContent('Wird in 44 Minuten pausiert');
  });
});

it('volumes: path, and size where it is known', async () => {
  await show({ status: 'running', kept: [...volumes, { path: '/data', bytes: null }, { path: '/new', bytes: 0 }] });
  expect(screen.getByText('Bleibt erhalten: /srv/www · 1,18 MiB, /data, /new')).toBeVisible();
});

it('engine does not answer: age of the status is shown, launch is possible', async () => {
  const { article } = await show({ status: 'running', as_of: at(-5) });
  expect(article).toHaveTextContent('Stand von vor 5 Minuten: Die Docker Engine antwortet nicht.');
  expect(within(article).getByRole('button', { name: 'Service öffnen' })).not.toHaveAttribute('aria-disabled');
});

it('status not compared with what runs yet: the card says so, launch is possible', async () => {
  const { article } = await show({ status: 'running', verified: false });
  expect(article).toHaveTextContent('prüft diesen Stand noch');
  expect(within(article).getByRole('button', { name: 'Service öffnen' })).not.toHaveAttribute('aria-disabled');
});

describe('container that a new one would differ from', () => {
  it.each([
    ['image', 'Es gibt eine neuere Version dieser Vorlage.'],
    ['settings', 'Dieser Container hat noch ältere Einstellungen.'],
  ] as const)('%s: the card says so and offers to recreate it, once that is confirmed', async (outdated, text) => {
    const { api, article } = await show({ status: 'running', container_id: 'abc', outdated, kept: volumes });
    const recreated = vi.fn(() =>
      ok({ message: '', service_url: 'http://x/', container_id: 'new', status: 'running' }),
    );
    api.on('POST /api/container/recreate/dev', recreated);
    expect(article).toHaveTextContent(text);
    const [offered] = within(article).getAllByRole('button', { name: 'Neu erstellen' });
    fireEvent.click(offered as HTMLElement);
    const dialog = await vi.waitFor(() => screen.getByRole('dialog'), { timeout: 10_000 });
    expect(dialog).toHaveTextContent('Erhalten bleibt /srv/www');
    expect(recreated).not.toHaveBeenCalled();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Neu erstellen' }));
    await pass(200);
    expect(recreated).toHaveBeenCalledOnce();
  });

  it('failed: the main button recreates it, once that is confirmed, because a retry starts the old container', async () => {
    const { api, article } = await show({ status: 'error', container_id: 'abc', outdated: 'image' });
    const recreated = vi.fn(() =>
      ok({ message: '', service_url: 'http://x/', container_id: 'new', status: 'running' }),
    );
    api.on('POST /api/container/recreate/dev', recreated);
    expect(article).toHaveTextContent('Es gibt eine neuere Version dieser Vorlage.');
    expect(within(article).queryByRole('button', { name: 'Erneut versuchen' })).toBeNull();
    const main = within(article).getByRole('button', {
      name: 'Neu erstellen',
      description: 'Development Container',
    });
    fireEvent.click(main);
    const dialog = await vi.waitFor(() => screen.getByRole('dialog'), { timeout: 10_000 });
    expect(recreated).not.toHaveBeenCalled();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Neu erstellen' }));
    await pass(200);
    expect(recreated).toHaveBeenCalledOnce();
  });

  it.each(['starting', 'stopping', 'not_created'] as const)('%s: there is nothing to recreate', async (status) => {
    const { article } = await show({ status, outdated: 'image' });
    expect(article).not.toHaveTextContent('neuere Version');
  });
});

it.each(['https://coder.domain.com/ann-lee-dev', 'http://ann-lee-dev.apps.my-school.example:8080'])(
  'address %s: shown whole, and only what is beside the type is cut where space is narrow',
  async (service_url) => {
    const { article } = await show({ status: 'running', service_url });
    const type = within(article).getByText('-dev');
    expect(type.parentElement).toHaveTextContent(service_url.replace(/^https?:\/\//, ''));
    expect(type).not.toHaveClass('truncate');
    expect(within(article).getByText('ann-lee')).toHaveClass('truncate');
    const clipboardData = { setData: vi.fn() };
    fireEvent.copy(type, { clipboardData });
    expect(clipboardData.setData).toHaveBeenCalledWith('text/plain', service_url);
  },
);

describe('launch', () => {
  const starting = { status: 'starting' } as const;

  it('image is pulled: share and size are shown', async () => {
    const { article } = await show(starting, {
      launch: launching({
        phase: 'image',
        percent: 27.4,
        bytes: { done: 12_345_678, total: 45_012_345 },
        detail: 'a1b2: Downloading',
        steps: [{ phase: 'queued', milliseconds: 1_240 }],
      }),
    });
    expect(screen.getByRole('progressbar', { name: 'Image wird vorbereitet' })).toHaveAttribute('aria-valuenow', '27');
    expect(article).toHaveTextContent('11,8 von 42,9 MiB · 27 %');
    expect(article).toHaveTextContent('a1b2: Downloading');
  });

  it('phases that are over: each with its duration', async () => {
    await show(starting, {
      launch: launching({
        phase: 'ready',
        steps: [
          { phase: 'queued', milliseconds: 0 },
          { phase: 'image', milliseconds: 83_400 },
          { phase: 'create', milliseconds: 300 },
          { phase: 'start', milliseconds: 12_400 },
        ],
      }),
    });
    const steps = within(screen.getByRole('list', { name: 'Schritte des Starts' })).getAllByRole('listitem');
    expect(steps.map(({ textContent }) => textContent)).toEqual([
      'Warteschlange 0 ms',
      'Image 1 min 23 s',
      'Anlegen 0,3 s',
      'Starten 12 s',
    ]);
  });

  it('phase of more than 30 s: its duration is shown', async () => {
    const { article } = await show(starting, { launch: launching({ since: NOW.toISOString() }) });
    await pass(28_000);
    expect(article).not.toHaveTextContent('Dauert schon');
    await pass(5_000);
    expect(article).toHaveTextContent('Dauert schon 33 s');
  });

  it('start without details: its duration is shown', async () => {
    const { article } = await show({ ...starting, status_since: at(-2) });
    expect(article).toHaveTextContent('Der Start beginnt');
    expect(article).toHaveTextContent('Dauert schon 2 min 0 s');
  });

  it('launch is over: total duration and steps are shown', async () => {
    await show(
      { status: 'running' },
      { last_launch: { at: at(-5), milliseconds: 412, steps: [{ phase: 'start', milliseconds: 231 }] } },
    );
    expect(screen.getByText('Gestartet in 0,4 s')).toBeVisible();
    expect(screen.getByText('Starten 0,2 s')).toBeInTheDocument();
  });
});

describe('server is full', () => {
  const waiting = { reason: 'memory', position: 3, ahead: 2, free_at: at(5.5) } as const;

  it('launch waits: place, reason and estimate are shown, and the wait can be ended', async () => {
    const { api, article } = await show(
      { status: 'starting' },
      { launch: launching({ phase: 'queued', wait: waiting }) },
    );
    const stopped = vi.fn(() => ok({ message: '', status: 'not_created', container_id: null }));
    api.on('POST /api/container/stop/dev', stopped);
    const line = within(article).getByText('Platz 3 · Der Server ist voll (Arbeitsspeicher)');
    expect(line).toHaveAttribute('role', 'status');
    expect(within(article).getByText('Wartet auf Platz').closest('[role=status]')).not.toBeNull();
    expect(within(article).getByRole('button', { name: 'Wartet auf Platz …' })).toHaveAttribute('aria-busy', 'true');
    expect(article).not.toHaveTextContent('Wird gestartet');
    expect(article).toHaveTextContent('Voraussichtlich frei: in etwa 6 Minuten');
    await pass(5 * 60_000);
    expect(article).toHaveTextContent('Voraussichtlich gleich frei');
    fireEvent.click(within(article).getByRole('button', { name: 'Nicht mehr warten' }));
    await pass(200);
    expect(stopped).toHaveBeenCalledOnce();
  });

  it('nobody can know when: no estimate is shown', async () => {
    const { article } = await show(
      { status: 'starting' },
      { launch: launching({ phase: 'queued', wait: { ...waiting, free_at: null } }) },
    );
    expect(article).toHaveTextContent('Platz 3');
    expect(article).not.toHaveTextContent('Voraussichtlich');
  });
});

describe('limit is reached', () => {
  const holding = [
    { type: 'prod', status: 'running', last_used: at(-90) },
    { type: 'lab', status: 'paused', last_used: at(-30) },
    { type: 'old', status: 'starting', last_used: at(-900) },
  ];
  const refusal = (kind: string) => {
    const reply = problem(409, 'limit_reached', 'Höchstens 2 gleichzeitig', 'Grenze für alle.');
    const rule = { scope: 'everyone', role: null };
    return { ...reply, body: { ...(reply.body as object), limit: { kind, value: 2, used: 2, rule, holding } } };
  };
  const refused = async (kind: string) => {
    const shown = await show({});
    const calls: string[] = [];
    let isFull = true;
    for (const type of ['prod', 'lab']) {
      shown.api.on(`POST /api/container/stop/${type}`, () => {
        calls.push(`stop ${type}`);
        isFull = false;
        return ok({ message: '', status: 'stopped', container_id: null });
      });
    }
    shown.api.on('POST /api/container/launch/dev', () => {
      calls.push('launch dev');
      return isFull
        ? refusal(kind)
        : ok({ message: '', service_url: 'http://x/', container_id: 'n', status: 'running' });
    });
    fakeTabs();
    fireEvent.click(within(shown.article).getByRole('button', { name: 'Erstellen & Öffnen' }));
    await pass(200);
    return { ...shown, calls };
  };

  it.each([
    ['prod stoppen und starten', 'prod'],
    ['Stattdessen lab stoppen und starten', 'lab'],
  ])('one click on "%s": stops it, then launches', async (name, type) => {
    const { article, calls } = await refused('running');
    expect(within(article).getByRole('alert')).toHaveTextContent('Höchstens 2 gleichzeitig');
    expect(within(article).queryByRole('button', { name: /^old|old stoppen/ })).toBeNull();
    fireEvent.click(within(article).getByRole('button', { name }));
    await pass(200);
    expect(calls).toEqual(['launch dev', `stop ${type}`, 'launch dev']);
    expect(within(article).queryByRole('alert')).toBeNull();
  });

  it('number of containers, which no stop makes smaller: nothing is offered to be stopped', async () => {
    const { article } = await refused('cards');
    expect(within(article).getByRole('alert')).toBeVisible();
    expect(within(article).queryByRole('button', { name: /stoppen und starten/ })).toBeNull();
  });
});

it('stop of more than 30 s: its duration is shown', async () => {
  const { article } = await show({ status: 'stopping', status_since: at(-1) });
  expect(article).toHaveTextContent('Dauert schon 1 min 0 s');
});

it('container fails while it runs: the alert says so', async () => {
  await show(
    { status: 'error' },
    {
      failure: {
        code: 'out_of_memory',
        phase: 'running',
        reason: 'Zu wenig Speicher.',
        advice: 'Erneut starten.',
        at: at(-3),
        steps: [],
        log_tail: [],
      },
    },
  );
  expect(screen.getByRole('alert')).toHaveTextContent('Während er lief, vor 3 Minuten');
});
