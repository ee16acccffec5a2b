import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { Installation } from '@spawner/kit/installation';
import { Outbox } from '@spawner/kit/outbox';
import { DashboardPage, DEV, PROD } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import { Person } from '@spawner/kit/person';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { isWhole } from '@spawner/kit/whole';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { loadAxe, violationsOf } from '../support/axe.js';

const EMAIL = 'ann@example.com';
const LOCALES = ['de-DE', 'en-GB'] as const;
const VIEWPORTS = ['phone', 'desktop'] as const;

const now = new Date().toISOString();
const ENDED = {
  id: '33333333-3333-4333-8333-333333333333',
  kind: 'block',
  class_id: null,
  state: 'failed',
  total: 30,
  done: 29,
  failed: 1,
  skipped: 0,
  started_by: null,
  created_at: now,
  started_at: now,
  finished_at: now,
};
const FAILED_ITEM = {
  seq: 1,
  user_id: 2,
  type: null,
  label: 'Bob',
  state: 'failed',
  code: 'last_admin',
  reason: 'No.',
};
const REFUSED = {
  type: 'urn:spawner:forbidden',
  title: 'No',
  status: 403,
  detail: 'Ask.',
  code: 'forbidden',
  request_id: 'r1',
};

/** A member of a class in each of the states, with what a tile may show beside it. */
const LIVE = [
  { state: 'help', status: 'running', help: { at: now, text: 'My page is empty', type: 'dev', place: 1 } },
  { state: 'failed', status: 'error', failure: { code: 'container_exited', phase: 'ready', reason: 'It ended.' } },
  { state: 'stuck', status: 'starting', phase: 'ready' },
  { state: 'waiting', status: 'starting', phase: 'queued', queue_position: 3 },
  { state: 'starting', status: 'starting', phase: 'image', percent: 40 },
  { state: 'quiet', status: 'running', visited: { by: 'Ms Vogel', at: now } },
  { state: 'working', status: 'running', shared: true },
  { state: 'resting', status: 'paused', storage: { used_bytes: 99, limit_bytes: 100, stops_at: null } },
  { state: 'not_started', status: 'not_created', devices: 2 },
  { state: 'absent', status: 'not_created', blocked: true },
];
const LESSON = { until: new Date(Date.now() + 3_600_000).toISOString(), teacher: 'Ms Vogel' };
const OWN_CLASS = {
  ...{ id: 1, name: '7b', kind: 'class', templates: ['dev'], teachers: ['Ms Vogel'], state: 'in', role: 'member' },
  ...{ lesson: LESSON, help: { at: now, place: 2, type: null, text: null } },
  messages: [{ id: 1, text: 'Please save.', sent_by: 'Ms Vogel', at: now, until: LESSON.until }],
};

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

interface Card {
  readonly type: string;
}

/**
 * Every screen × light and dark × German and English × desktop and phone; a short run has German on a phone and English on a
 * desktop.
 */
describeWith(['chromium'], 'every screen: axe finds no violation', () => {
  let installation: Installation;
  let browser: Browser;
  let outbox: Outbox;
  /** One page in each language: of a visitor, and of a user who is logged in. */
  let visitors: Page[];
  let users: Page[];
  let german: Page;
  let classPath: string;
  const keep = tidyUp();

  beforeAll(async () => {
    const settings = { ROUTING: 'subdomain', MAGIC_LINK_RATE_LIMIT: '100' };
    installation = await keep(Installation.create({ runtime: 'process', settings }));
    await installation.start();
    browser = await keep(openChromium());
    outbox = new Outbox(async () => (await installation.request('/api/outbox')).text);
    visitors = await Promise.all(LOCALES.map((locale) => openPage(locale)));
    german = await openPage('de-DE');
    await register(german, installation.url, EMAIL, outbox);
    users = [german, await openPage('en-GB', await german.context().storageState())];
  }, 120_000);

  const at = (path: string) => installation.url + path;
  const service = (name: string) => `http://${name}.localhost:${installation.port}/`;

  async function openPage(locale: string, storageState?: StorageState): Promise<Page> {
    const visitor = await newVisitor(browser, {
      locale,
      reducedMotion: 'reduce',
      ...(storageState && { storageState }),
    });
    await loadAxe(visitor);
    return visitor.newPage();
  }

  /** One test for each screen, which `open` shows on each of the pages. */
  function screen(name: string, pages: () => Page[], open: (page: Page) => Promise<unknown>): void {
    it(name, async () => {
      const found = await Promise.all(
        pages().map(async (page, nth) => {
          await open(page);
          await page.getByRole('heading', { level: 1 }).waitFor();
          return violationsOf(page, isWhole() ? VIEWPORTS : VIEWPORTS.slice(nth, nth + 1));
        }),
      );
      expect(found.flat()).toEqual([]);
    });
  }
  const asVisitor = (name: string, open: (page: Page) => Promise<unknown>) => screen(name, () => visitors, open);
  const asUser = (name: string, open: (page: Page) => Promise<unknown>) => screen(name, () => users, open);

  const inMain = (page: Page, selector: string) => page.locator(`main ${selector}`).first().waitFor();
  const submit = (page: Page) => page.locator('form button[type=submit]').first().click();
  const requestLink = async (page: Page) => {
    await page.goto(at('/login'));
    await page.locator('input[type=email]').fill(EMAIL);
    await submit(page);
    await page.waitForURL('**/mail-sent');
  };
  const openDashboard = async (page: Page) => {
    await page.goto(at('/dashboard'));
    await page.getByRole('article').nth(1).waitFor();
  };
  const cardOf = (page: Page, name = DEV) => page.getByRole('article', { name });
  const press = (page: Page, name: RegExp) => cardOf(page).getByRole('button', { name }).click();
  const openDialog = (name: RegExp) => async (page: Page) => {
    await openDashboard(page);
    await press(page, /^(Mehr|More)$/);
    await press(page, name);
    await page.getByRole('dialog').waitFor();
  };
  /** Fakes card states that are hard to cause, until the page is closed. */
  const openDashboardWith = (change: (card: Card) => object) => async (page: Page) => {
    await page.route('**/api/events?*', (route) => route.abort());
    await page.route('**/api/user/containers', async (route) => {
      const response = await route.fetch();
      const { containers } = (await response.json()) as { containers: Card[] };
      await route.fulfill({ response, json: { containers: containers.map((card) => ({ ...card, ...change(card) })) } });
    });
    await page.route(/\/api\/container\/\w+$/, async (route) => {
      const response = await route.fetch();
      const card = (await response.json()) as Card;
      await route.fulfill({ response, json: { ...card, ...change(card) } });
    });
    await openDashboard(page);
  };
  const unroute = (page: Page) => page.unrouteAll({ behavior: 'ignoreErrors' });

  it('visitor without a login: no request of the first page fails', async () => {
    const failed: string[] = [];
    const page = await openPage('de-DE');
    page.on(
      'response',
      (response) => response.status() >= 400 && failed.push(`${response.status()} ${response.url()}`),
    );
    for (const path of ['/', '/login', '/register', '/dashboard']) {
      await page.goto(at(path));
      await page.locator('input[type=email]').waitFor();
    }
    expect(failed).toEqual([]);
    await page.context().close();
  });

  it('pale text and a button without a name: axe finds both', async () => {
    const page = await openPage('de-DE');
    await page.goto(at('/nowhere'));
    await page.getByRole('heading', { level: 1 }).evaluate((heading) => {
      const pale = Object.assign(document.createElement('p'), { textContent: 'pale' });
      Object.assign(pale.style, { color: '#ccc', background: '#fff' });
      heading.after(pale, document.createElement('button'));
    });
    const found = (await violationsOf(page)).join('\n');
    expect(found).toMatch(/desktop, light: button-name/);
    expect(found).toMatch(/phone, dark: color-contrast at p/);
    await page.context().close();
  });

  asVisitor('log-in', (page) => page.goto(at('/login')));
  asVisitor('log-in with an error', async (page) => {
    await page.goto(at('/login'));
    await submit(page);
  });
  asVisitor('registration', (page) => page.goto(at('/register')));
  /** What the page learns about the registration, until the next page. */
  const registerWith = (registration: object) => async (page: Page) => {
    await page.route('**/api/info', async (route) => {
      const response = await route.fetch();
      const info = (await response.json()) as { registration: object };
      await route.fulfill({ response, json: { ...info, registration: { ...info.registration, ...registration } } });
    });
    await page.goto(at('/register'));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await unroute(page);
  };
  asVisitor('registration of the first admin, with an error', async (page) => {
    await registerWith({ setup_code: true })(page);
    await submit(page);
  });
  asVisitor('registration by invitation', registerWith({ mode: 'invitation', hint: 'Ask Ms Lang.' }));
  asVisitor('registration closed', registerWith({ mode: 'closed' }));
  asVisitor('invitation', async (page) => {
    const offer = {
      ...{ email: 'bob@example.com', role: 'admin', classes: [], invited_by: 'Ann' },
      expires_at: new Date().toISOString(),
    };
    await page.route('**/api/auth/invitation/offer', (route) => route.fulfill({ json: offer }));
    await page.goto(at(`/invite#${'x'.repeat(43)}`));
    await page.getByText('bob@example.com').waitFor();
    await unroute(page);
  });
  asVisitor('invitation that is no longer valid', async (page) => {
    await page.goto('about:blank');
    await page.goto(at(`/invite#${'x'.repeat(43)}`));
    await page.locator('main a[href="/login"]').waitFor();
  });
  asVisitor('mail sent', requestLink);
  asVisitor('code that is refused', async (page) => {
    await requestLink(page);
    await page.locator('input[name=code]').fill('000000');
    await submit(page);
    await page.getByRole('alert').waitFor();
  });
  asVisitor('confirmation in another browser', async (page) => {
    const email = `${randomUUID()}@example.com`;
    await installation.request('/api/auth/signup', { body: { email } });
    await page.goto(await outbox.linkFor(email));
    await page.locator('main button').first().click();
    await page.getByText(email).waitFor();
  });
  asVisitor('confirmation', (page) => page.goto(at(`/confirm#${'x'.repeat(43)}`)));
  asVisitor('link that is no longer valid', async (page) => {
    await page.goto('about:blank');
    await page.goto(at(`/confirm#${'x'.repeat(43)}`));
    await page.locator('main button').first().click();
    await page.locator('main a[href="/login"]').waitFor();
  });
  asVisitor('codes of a login card, refused', async (page) => {
    await page.goto(at('/k'));
    await page.getByLabel(/^(Code der Klasse|Class code)$/).fill('ABCD EFGH');
    await page.getByLabel(/^(Eigener Code|Personal code)$/).fill('ABCD EFGH');
    await submit(page);
    await page.getByRole('alert').waitFor();
  });
  asVisitor('login card: the question', async (page) => {
    await page.route('**/api/auth/card/owner', (route) =>
      route.fulfill({ json: { first_name: 'Ben', own_device: true } }),
    );
    await page.goto(at(`/card#${'A'.repeat(22)}`));
    await page.locator('main button').waitFor();
  });
  asVisitor('login card that is not good', (page) => page.goto(at('/card')));
  asVisitor('join code, as a guest', async (page) => {
    const place = { class_name: '7b', teacher: 'Ms Vogel' };
    await page.route('**/api/join', (route) => route.fulfill({ json: { result: 'needs_name', ...place } }));
    await page.goto(at('/join#ABCDEFGH'));
    await submit(page);
    await page.locator('input[autocomplete=name]').fill('Nora');
    const waits = { state: 'waiting', name: 'Nora', ...place };
    await page.route('**/api/join/guest', (route) => route.fulfill({ json: waits }));
    await page.route('**/api/join/guest?wait=true', (route) => route.abort());
    await submit(page);
    await page.locator('form').waitFor({ state: 'detached' });
    await unroute(page);
  });
  asVisitor('outbox', async (page) => {
    await page.goto(at('/outbox'));
    await page.getByRole('article').first().waitFor();
  });
  asVisitor('page that does not exist', (page) => page.goto(at('/nowhere')));

  asUser('dashboard, nothing created', openDashboard);
  asUser('account with open menu', async (page) => {
    await openDashboard(page);
    await page.getByRole('button', { name: EMAIL }).click();
  });
  asUser('account, with sessions, an error and a fresh token', async (page) => {
    await page.goto(at('/account'));
    await page.getByRole('listitem').first().waitFor();
    const form = page.locator('form', { has: page.getByRole('checkbox') });
    await form.locator('input:not([type=checkbox])').fill('Backup');
    await form.locator('button[type=submit]').click();
    await page.getByRole('status').locator('code').waitFor();
    await form.locator('button[type=submit]').click();
  });
  asUser('question before a token is revoked', async (page) => {
    await page.goto(at('/account'));
    await page
      .getByRole('button', { name: /^(Widerrufen|Revoke)$/ })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
  });
  for (const approval of ['waiting', 'refused'])
    asUser(`approval: ${approval}`, async (page) => {
      await page.route('**/api/auth/session', async (route) => {
        const response = await route.fetch();
        const { user } = (await response.json()) as { user: object };
        await route.fulfill({ response, json: { user: { ...user, approval } } });
      });
      const own = { approval, since: new Date().toISOString(), reason: 'With the address of the school, please.' };
      await page.route('**/api/user/approval', (route) => route.fulfill({ json: own }));
      await page.route('**/api/user/approval/events', (route) => route.abort());
      await page.goto(at('/dashboard'));
      await page.getByText(own.reason).waitFor();
      await unroute(page);
    });
  asUser('console: registration with faulty rules', async (page) => {
    await page.goto(at('/admin/registration'));
    await page.locator('input[type=radio][value=rules]').check();
    await page.getByRole('button', { name: /^(Regel hinzufügen|Add a rule)$/ }).click();
    await page.getByRole('textbox', { name: /^(Muster|Pattern)/ }).fill('@sch ule.example');
    await page.locator('input[type=email]').fill('ann@school.example');
    await page.locator('mark').waitFor();
  });
  asUser('console: invitations, dialog with what becomes of each address', async (page) => {
    await page.goto(at('/admin/invitations'));
    await page.locator('main header button').click();
    await page.getByRole('dialog').locator('textarea').fill('ann@example.com, bob');
    await page.getByRole('dialog').getByRole('list').waitFor();
  });
  asUser('console: limits, nothing set', async (page) => {
    await page.goto(at('/admin/limits'));
    await page.getByRole('meter').first().waitFor();
  });
  asUser('console: limits, one rule in its dialog', async (page) => {
    const rule = {
      ...{ id: 1, scope: 'everyone', role: null, kind: 'running', value: 2, until: null, note: null, version: 1 },
      ...{ person: null, made_by: null, made_at: new Date().toISOString(), decides_for: 2 },
    };
    await page.route('**/api/admin/limits', (route) => route.fulfill({ json: { rules: [rule] } }));
    await page.goto(at('/admin/limits'));
    await page.getByRole('table').getByRole('button').first().click();
    await page.getByRole('dialog').waitFor();
    await unroute(page);
  });
  asUser('console: settings, with an error', async (page) => {
    await page.goto(at('/admin/settings'));
    await page.getByRole('spinbutton').first().fill('400');
    await page.getByRole('button', { name: /^(Speichern|Save)$/ }).click();
  });
  asUser('classes: the first is made, with what is missing', async (page) => {
    await page.goto(at('/classes'));
    await page.locator('main button').first().click();
    await submit(page);
    await page.locator('dialog [aria-invalid=true]').first().waitFor();
  });
  it('class of ten: made', async () => {
    const post = async (path: string, data: object) => {
      const answer = await german.request.post(at(`/api${path}`), { data });
      expect(answer.status()).toBe(201);
      return (await answer.json()) as { id: number };
    };
    const { id } = await post('/classes', { name: '7b', templates: ['dev'] });
    await post(`/class/${id}/members`, { class_accounts: LIVE.map(({ state }) => ({ name: `Kind ${state}` })) });
    classPath = `/class/${id}`;
  });
  const openClass = async (page: Page, tab = '') => {
    await page.goto(at(classPath + tab));
    await page.locator('main nav').first().waitFor();
  };
  /** In a lesson, with a member in each state; `people` are the tiles. */
  const openLive = async (page: Page, query = '') => {
    await page.route('**/api/class/*/events*', (route) => route.abort());
    await page.route('**/api/class/*/live*', async (route) => {
      const response = await route.fetch();
      const live = (await response.json()) as { people: object[] };
      const people = live.people.map((person, nth) => ({ ...person, since: now, ...LIVE[nth] }));
      const by = { id: 1, name: 'Ms Vogel' };
      const lesson = {
        id: 1,
        started_at: now,
        until: LESSON.until,
        typed_login: true,
        stop_at_end: true,
        started_by: by,
      };
      await route.fulfill({ response, json: { ...live, people, lesson } });
    });
    await page.goto(at(classPath + query));
    await page.getByRole('list').getByText('Kind help').first().waitFor();
  };
  const inDialog = (page: Page, selector: string) => page.locator(`dialog ${selector}`);
  asUser('class: list', async (page) => {
    await page.goto(at('/classes'));
    await inMain(page, 'a[href^="/class/"]');
  });
  asUser('class: live page with every state', async (page) => {
    await openLive(page);
    await unroute(page);
  });
  asUser('class: live page for a beamer', async (page) => {
    await openLive(page, '?view=beamer');
    await unroute(page);
  });
  asUser('class: one member who calls', async (page) => {
    await openLive(page);
    await page.getByRole('button', { name: /^Kind help/ }).click();
    await inDialog(page, 'dl').waitFor();
    await unroute(page);
  });
  asUser('class: message without text', async (page) => {
    await openLive(page);
    await page.getByRole('button', { name: /^(Nachricht|Message)$/ }).click();
    await submit(page);
    await inDialog(page, '[aria-invalid=true]').waitFor();
    await unroute(page);
  });
  asUser('class: lesson is begun', async (page) => {
    await openClass(page);
    await page.getByRole('button', { name: /^(Stunde beginnen|Begin lesson)$/ }).click();
    await inDialog(page, '[type=checkbox]').first().waitFor();
  });
  asUser('class: members', async (page) => {
    await openClass(page, '/members');
    await inMain(page, 'tbody tr');
  });
  asUser('class: members, list is read', async (page) => {
    await openClass(page, '/members');
    await page.getByRole('button', { name: /^(Liste einlesen|Import a list)$/ }).click();
    await inDialog(page, 'textarea').fill('Name;E-Mail\nKind help;\nAda;ada\nBob;');
    await page.getByRole('button', { name: /^(Ansehen|Preview)$/ }).click();
    await inDialog(page, 'tbody td').first().waitFor();
  });
  asUser('class: material, handed out', async (page) => {
    await openClass(page, '/material');
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        ...{ name: 'Sheet.txt', mimeType: 'text/plain', buffer: Buffer.from('Draw a house.') },
      });
    await submit(page);
    await inMain(page, 'li p');
  });
  asUser('class: question before files are deleted', async (page) => {
    await openClass(page, '/material');
    await page.getByRole('button', { name: /^(Zurücksetzen|Reset) …$/ }).click();
    await inDialog(page, '[type=radio]').last().check();
    await inDialog(page, '[inputmode=numeric]').waitFor();
  });
  asUser('class: work is collected', async (page) => {
    await openClass(page, '/material');
    await page.getByRole('button', { name: /^(Einsammeln|Collect) …$/ }).click();
    await inDialog(page, '[type=checkbox]').first().waitFor();
  });
  asUser('class: settings', async (page) => {
    await openClass(page, '/settings');
    await inMain(page, 'form');
  });
  asUser('class: login cards, for whom', async (page) => {
    await page.goto(at(`${classPath}/cards`));
    await inMain(page, 'fieldset');
  });
  asUser('dashboard of a member in a lesson', async (page) => {
    await page.route('**/api/events?*', (route) => route.abort());
    await page.route('**/api/user/classes', (route) => route.fulfill({ json: { classes: [OWN_CLASS] } }));
    await openDashboard(page);
    await page.getByText('Please save.').waitFor();
    await unroute(page);
  });
  asUser('login cards of a class, printed', async (page) => {
    const cards = [{ user_id: 9, name: 'Ben', created_at: null, last_used_at: null }];
    const printed = {
      ...{ class_name: '7b', class_code: 'ABCD-EFGH', typed_at: at('/k') },
      cards: [
        {
          ...{ user_id: 9, name: 'Ben', slug: 'ben', url: at(`/card#${'A'.repeat(22)}`), code: 'ABCD-EFGH' },
          ends_on: '2027-07-14',
        },
      ],
    };
    await page.route('**/api/class/9/cards', (route) =>
      route.fulfill({ json: { class_code: null, paused_until: null, cards } }),
    );
    await page.route('**/api/class/9/cards/print', (route) => route.fulfill({ json: printed }));
    await page.goto(at('/class/9/cards'));
    await page.locator('main button').last().click();
    await page.getByRole('article').waitFor();
    await unroute(page);
  });
  asUser('page that crashes', async (page) => {
    await page.route('**/assets/account.page-*.js', (route) => route.abort());
    await page.goto(at('/account'));
    await page.locator('main summary').waitFor();
    await unroute(page);
  });

  it('services of the user and of another person: launched', async () => {
    await openDashboard(german);
    const card = new DashboardPage(german).card(DEV);
    const tab = await card.pressForTab('Erstellen & Öffnen');
    await card.shows('Läuft');
    await tab.close();
    const bob = await Person.register(installation, 'bob@example.com', outbox);
    await bob.hasLaunched('dev');
  });

  asUser('dashboard, one running, menu open', async (page) => {
    await openDashboard(page);
    await press(page, /^(Mehr|More)$/);
  });
  asUser('dashboard, starting and failed', async (page) => {
    const now = new Date().toISOString();
    const steps = [{ phase: 'queued', milliseconds: 12 }];
    const launch = {
      phase: 'image',
      queue_position: null,
      wait: null,
      percent: 40,
      bytes: null,
      detail: 'npm ci',
      since: now,
      moved_at: now,
      steps,
    };
    const failure = {
      code: 'container_exited',
      phase: 'ready',
      reason: 'Ended.',
      advice: 'Look.',
      at: now,
      steps,
      log_tail: ['x'],
    };
    await openDashboardWith(({ type }) =>
      type === 'dev' ? { status: 'starting', launch } : { status: 'error', failure },
    )(page);
    await cardOf(page, PROD).locator('summary').click();
    await unroute(page);
  });
  asUser('dashboard, paused with a visit, stopped and outdated', async (page) => {
    const at = new Date().toISOString();
    await openDashboardWith(({ type }) =>
      type === 'dev'
        ? {
            status: 'paused',
            rest_reason: 'idle',
            status_since: at,
            visited: { kind: 'visited', by: 'admin@example.com', as: 'admin', at },
          }
        : { status: 'stopped', rest_reason: 'asked', status_since: at, as_of: at, container_id: 'x' },
    )(page);
    // The cards get no events, so the page polls and shows a notice after a while.
    await page.getByText(/^(Live-Anzeige unterbrochen|Live display interrupted)/).waitFor();
    await unroute(page);
  });
  asUser('dialog to remove', openDialog(/^(Entfernen|Remove)$/));
  asUser('dialog to recreate', openDialog(/^(Neu erstellen|Recreate)$/));
  asUser('dialog with the log', openDialog(/^(Protokoll|Log)$/));
  asUser('dialog to share, with a new link', async (page) => {
    await openDialog(/^(Teilen|Share)$/)(page);
    await submit(page);
    await page.getByRole('dialog').locator('code').waitFor();
  });
  asUser('confirmation before a visit of an admin', async (page) => {
    await page.goto(service('bob-dev'));
    await page.waitForURL('**/visit?*');
    await page.locator('main button').waitFor();
  });

  const openPeople = async (page: Page, query = '') => {
    await page.goto(at(`/admin/people${query}`));
    await inMain(page, 'tbody tr');
  };
  const choose = (page: Page) => page.locator('tbody input[type=checkbox]').last().check();
  asUser('console: overview', async (page) => {
    await page.goto(at('/admin'));
    await inMain(page, 'article');
  });
  asUser('console: people, with the menu of a row', async (page) => {
    // One row: a button that the open menu covers in part would be too small for axe.
    await openPeople(page, '?q=bob');
    await page.getByRole('button', { name: /^(Aktionen für|Actions for) bob/ }).click();
  });
  asUser('console: people, no match', async (page) => {
    await page.goto(at('/admin/people?q=nobody'));
    await inMain(page, 'h2');
  });
  asUser('console: question before many are blocked', async (page) => {
    await openPeople(page);
    await choose(page);
    await page.getByRole('button', { name: /^(Sperren|Block)$/ }).click();
    await page.getByRole('dialog').waitFor();
  });
  asUser('console: last step before many are deleted, by keyboard', async (page) => {
    await openPeople(page);
    await choose(page);
    await page.getByRole('button', { name: /^(Löschen|Delete)$/ }).press('Enter');
    const next = page.getByRole('dialog').getByRole('button', { name: /^(Weiter|Next)$/ });
    await next.press('Enter');
    await next.press('Enter');
    await page.keyboard.type('1');
    await page.locator('dialog button:not([aria-disabled=true])', { hasText: /^(Löschen|Delete)$/ }).waitFor();
  });
  asUser('console: person', async (page) => {
    await openPeople(page, '?q=bob');
    await page.getByRole('link', { name: /^bob/ }).click();
    // The list has rows, too.
    await page.getByRole('heading', { level: 1, name: /^bob/ }).waitFor();
    await inMain(page, 'tbody tr');
  });
  asUser('console: question before the mail address of a person is changed', async (page) => {
    await openPeople(page, '?q=bob');
    await page.getByRole('link', { name: /^bob/ }).click();
    await page.getByRole('button', { name: /^(Mailadresse ändern|Change mail address)$/ }).click();
    await page.getByRole('dialog').waitFor();
  });
  asUser('console: data of a person', async (page) => {
    await openPeople(page, '?q=bob');
    await page.getByRole('link', { name: /^bob/ }).click();
    await page.getByRole('link', { name: /^(Daten|Data)$/ }).click();
    await inMain(page, 'li a[download]');
  });
  asUser('console: nobody but oneself', async (page) => {
    await page.route('**/api/admin/users?*', async (route) => {
      await route.fulfill({ json: { ...((await (await route.fetch()).json()) as object), items: [] } });
    });
    await page.goto(at('/admin/people'));
    await inMain(page, 'h2');
    await unroute(page);
  });
  asUser('console: sessions of a person', async (page) => {
    await openPeople(page, '?q=bob');
    await page.getByRole('link', { name: /^bob/ }).click();
    await page.getByRole('link', { name: /^(Anmeldung|Login)$/ }).click();
    await inMain(page, 'li');
  });
  asUser('console: containers', async (page) => {
    await page.goto(at('/admin/containers'));
    await inMain(page, 'tbody tr');
    await choose(page);
  });
  asUser('console: containers of one person', async (page) => {
    await openPeople(page, '?q=bob');
    await page.getByRole('link', { name: /^bob/ }).click();
    await page.waitForURL('**/admin/people/*');
    await page.goto(at(`/admin/containers?owner=${page.url().replace(/.*\//, '')}`));
    await inMain(page, 'tbody tr');
  });
  asUser('console: audit log', async (page) => {
    await page.goto(at('/admin/audit?outcome=done&actor=1'));
    await inMain(page, 'tbody tr');
  });
  asUser('console: visits', async (page) => {
    await page.goto(at('/admin/visits'));
    await inMain(page, 'h1');
  });
  asUser('console: bulk act that has ended, with its reasons', async (page) => {
    await page.route('**/api/user/jobs?*', (route) =>
      route.fulfill({ json: { items: [ENDED], next_cursor: null, total: 1 } }),
    );
    await page.route('**/api/job/*', (route) => route.fulfill({ json: { ...ENDED, items: [FAILED_ITEM] } }));
    await page.route('**/api/events?*', (route) => route.abort());
    await page.goto(at('/admin/audit'));
    await page.locator('main summary').click();
    await page.getByText(FAILED_ITEM.label, { exact: true }).waitFor();
    await unroute(page);
  });
  asUser('console: list that cannot be loaded', async (page) => {
    await page.route('**/api/admin/users?*', (route) => route.fulfill({ status: 403, json: REFUSED }));
    await page.goto(at('/admin/people'));
    await page.getByRole('alert').waitFor();
    await unroute(page);
  });

  asVisitor('share link that is incomplete', (page) => page.goto(`${service('ann-dev')}.spawner/share`));
  asVisitor('share link while it is exchanged', async (page) => {
    await page.route('**/.spawner/share', (route) =>
      route.request().method() === 'POST' ? undefined : route.continue(),
    );
    await page.goto('about:blank');
    await page.goto(`${service('ann-dev')}.spawner/share#${'x'.repeat(43)}`);
  });
  asUser('refusal: service that does not exist', (page) => page.goto(service('ann-prod')));
});
