import type { Container, ContainerDetail } from '@spawner/contracts';
import { languages } from '@spawner/contracts/values';
import { screen, waitFor } from '@testing-library/react';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { CrashPage } from '../src/app/pages/crash.page.js';
import { switchLanguage } from '../src/i18n/i18n.js';
import {
  container,
  detail,
  FakeApi,
  info,
  launching,
  mail,
  MAIL_ID,
  mailStatus,
  ok,
  problem,
  requested,
  TOKEN,
} from './support/fake-api.js';
import { openPage, renderInApp } from './support/render-app.js';
import { violations } from './support/violations.js';

const NOW = new Date().toISOString();
const ID = '11111111-1111-4111-8111-111111111111';
const volumes = [{ path: '/srv/www', bytes: 1_234_567 }];
const running = container('dev', {
  status: 'running',
  kept: volumes,
  storage: null,
  accepts_files: true,
  sharing: 'possible',
  visited: { kind: 'visited', by: 'admin@example.com', as: 'admin', at: NOW },
});
const lastLaunch = { at: NOW, milliseconds: 412, steps: [{ phase: 'start', milliseconds: 231 }] } as const;
const failure = {
  code: 'container_exited',
  phase: 'ready',
  reason: 'Der Container endete mit Status 1.',
  advice: 'Sehen Sie in das Protokoll.',
  at: NOW,
  steps: [],
  log_tail: ['Error: EADDRINUSE'],
} as const;

function cards(...shown: { of: Container; more?: Partial<ContainerDetail> }[]): FakeApi {
  const api = new FakeApi().on('GET /api/user/containers', () => ok({ containers: shown.map(({ of }) => of) }));
  for (const { of, more } of shown) api.on(`GET /api/container/${of.type}`, () => ok(detail(of, more)));
  return api.on('GET /api/container/share/dev', () =>
    ok({ links: [{ id: ID, label: null, created_at: NOW, expires_at: NOW, last_used_at: null }] }),
  );
}

const visitor = () => new FakeApi().loggedOut();
const account = () =>
  new FakeApi()
    .on('GET /api/user/visits?limit=10', () =>
      ok({
        items: [{ id: ID, by: 'Grace', type: 'dev', display_name: 'Dev', at: NOW, ended_at: NOW, reason: 'Because' }],
        next_cursor: 'abc',
        total: 2,
      }),
    )
    .on('GET /api/user/sessions', () =>
      ok({
        sessions: ['browser', 'client'].map((kind, index) => ({
          id: ID.replace(/1$/, String(index)),
          kind,
          current: index === 0,
          browser: 'Firefox',
          system: 'Linux',
          ip: '192.0.2.1',
          created_at: NOW,
          last_seen: NOW,
          expires_at: NOW,
        })),
      }),
    )
    .on('GET /api/user/tokens', () =>
      ok({
        tokens: [
          {
            id: ID,
            name: 'Backup',
            scopes: ['containers:read'],
            created_at: NOW,
            expires_at: NOW,
            last_used: null,
            last_used_ip: null,
          },
        ],
      }),
    );

type Person = ReturnType<typeof openPage>['person'];
const submit = async (person: Person) => {
  await screen.findAllByRole('textbox');
  const buttons = document.querySelectorAll('button[type="submit"]');
  if (buttons[0]) await person.click(buttons[0]);
};
/** Opens the dialog of an action of the card. */
const open = (name: RegExp) => async (person: Person) => {
  await person.click(await screen.findByRole('button', { name }));
  await screen.findByRole('dialog');
};

const screens: Record<string, { path: string; api: () => FakeApi; then?: (person: Person) => Promise<void> }> = {
  'log-in': { path: '/login', api: visitor },
  'log-in with an error': { path: '/login', api: visitor, then: submit },
  register: { path: '/register', api: visitor },
  'mail sent': {
    path: '/login',
    api: () =>
      visitor()
        .on('POST /api/auth/login', () => ok(requested))
        .on(`GET /api/auth/mail/${MAIL_ID}`, () =>
          ok(mailStatus({ state: 'waiting', retry_in: 12, reason: 'later', answer: 'Greylisted' })),
        ),
    then: async (person) => {
      await person.type(await screen.findByRole('textbox'), 'test@example.com{Enter}');
      await waitFor(() => expect(window.location.pathname).toBe('/mail-sent'));
      await submit(person);
    },
  },
  'mail refused': {
    path: '/login',
    api: () =>
      visitor()
        .on('POST /api/auth/login', () => ok(requested))
        .on(`GET /api/auth/mail/${MAIL_ID}`, () =>
          ok(mailStatus({ state: 'refused', reason: 'unknown_address', answer: 'No such user' })),
        ),
    then: async (person) => {
      await person.type(await screen.findByRole('textbox'), 'test@example.com{Enter}');
      await screen.findByRole('alert');
    },
  },
  confirm: { path: `/confirm#${TOKEN}`, api: visitor },
  'confirm in another browser': {
    path: `/confirm#${TOKEN}`,
    api: () =>
      visitor()
        .on('POST /api/auth/session', () => problem(403, 'confirmation_needed'))
        .on('POST /api/auth/link/asked-by', () =>
          ok({ browser: 'Firefox', system: 'Windows', ip: '192.0.2.1', at: NOW, email: 'a@example.com' }),
        ),
    then: async (person) => {
      await person.click(await screen.findByRole('button', { name: /^(Jetzt anmelden|Log in now)$/ }));
      await screen.findByText('a@example.com');
    },
  },
  'incomplete link': { path: '/confirm', api: visitor },
  'dashboard without templates': { path: '/dashboard', api: () => cards() },
  'dashboard that failed to load': {
    path: '/dashboard',
    api: () => new FakeApi().on('GET /api/user/containers', () => problem(500, 'internal_error')),
  },
  'dashboard: not created, running': {
    path: '/dashboard',
    api: () =>
      cards(
        { of: running, more: { last_launch: { ...lastLaunch, steps: [...lastLaunch.steps] } } },
        { of: container('prod') },
      ),
  },
  'dashboard: starting, failed': {
    path: '/dashboard',
    api: () =>
      cards(
        { of: container('dev', { status: 'starting' }), more: { launch: launching({ phase: 'image', percent: 27 }) } },
        {
          of: container('prod', { status: 'error' }),
          more: { failure: { ...failure, steps: [], log_tail: [...failure.log_tail] } },
        },
      )
        .on('GET /api/info', () => ok({ ...info, isolated: false }))
        .on('GET /api/admin/weaknesses', () =>
          ok({ weaknesses: [{ name: 'neighbours', level: 'missing', fix: ['sysctl -w x=1'] }] }),
        ),
  },
  'dashboard: failed and outdated': {
    path: '/dashboard',
    api: () =>
      cards({
        of: container('dev', { status: 'error', container_id: 'abc', outdated: 'image' }),
        more: { failure: { ...failure, steps: [], log_tail: [...failure.log_tail] } },
      }),
  },
  'dialog: remove': { path: '/dashboard', api: () => cards({ of: running }), then: open(/^(Entfernen|Remove)$/) },
  'dialog: recreate': {
    path: '/dashboard',
    api: () => cards({ of: running }),
    then: open(/^(Neu erstellen|Recreate)$/),
  },
  'dialog: ZIP with a start page': {
    path: '/dashboard',
    api: () => cards({ of: running }),
    then: async (person) => {
      const picker = await screen.findByLabelText(/^(Dateien hochladen|Upload files)$/, { selector: 'input' });
      await person.upload(picker, new File([zipSync({ 'site/index.html': new Uint8Array() })], 'site.zip'));
      await screen.findByRole('button', { name: /^(Als Startseite entpacken|Unpack as the start page)$/ });
    },
  },
  'dialog: log': {
    path: '/dashboard',
    api: () =>
      cards({ of: running }).on('GET /api/container/logs/dev?tail=200&follow=true', () =>
        ok(new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode('line\n')) })),
      ),
    then: open(/^(Protokoll|Log)$/),
  },
  'dialog: share': { path: '/dashboard', api: () => cards({ of: running }), then: open(/^(Teilen|Share)$/) },
  account: {
    path: '/account',
    api: account,
    then: async () => {
      await screen.findByText('Backup');
    },
  },
  'account with an error in the form': {
    path: '/account',
    api: account,
    then: async (person) => {
      await screen.findAllByRole('textbox');
      const button = document.querySelector('form:has(input[type="checkbox"]) button[type="submit"]');
      if (button) await person.click(button);
    },
  },
  'dialog: delete account': {
    path: '/account',
    api: account,
    then: open(/^(Konto löschen …|Delete account …)$/),
  },
  outbox: {
    path: '/outbox',
    api: () =>
      visitor()
        .on('GET /api/info', () => ok({ ...info, mail: 'outbox' }))
        .on('GET /api/outbox', () => ok({ mails: [mail(1, { link: `http://localhost/confirm#${TOKEN}` })] })),
    then: async () => {
      await screen.findByRole('article');
    },
  },
  'visit of another user’s service': {
    path: '/visit?to=http%3A%2F%2Fann-dev.apps.domain.com%2F&state=s',
    api: () =>
      new FakeApi().on('GET /api/visit?to=http%3A%2F%2Fann-dev.apps.domain.com%2F', () =>
        ok({ owner: 'ann', display_name: 'Dev', as: 'teacher', reason_needed: true, minutes: 60 }),
      ),
    then: async () => {
      await screen.findByRole('textbox');
    },
  },
  'page that does not exist': { path: '/nowhere', api: visitor },
};

it('button without a name: axe finds it', async () => {
  renderInApp(<button type="button" />);
  expect(await violations()).toEqual(expect.arrayContaining([expect.stringContaining('button-name')]));
});

describe.each(languages)('in %s', (language) => {
  it.each(Object.entries(screens))('%s: axe finds nothing', async (_name, { path, api, then }) => {
    await switchLanguage(language);
    api();
    const { person } = openPage(path);
    await screen.findByRole('heading', { level: 1 });
    await waitFor(() => expect(screen.queryByRole('status', { name: /^(Wird geladen|Loading) …$/ })).toBeNull());
    await then?.(person);
    expect(await violations()).toEqual([]);
  });

  it('crash page: axe finds nothing', async () => {
    await switchLanguage(language);
    new FakeApi();
    renderInApp(<CrashPage error={new Error('broken')} />);
    expect(await violations()).toEqual([]);
  });
});
