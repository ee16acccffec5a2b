import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { inspectContainer } from '@spawner/kit/docker';
import { Laptop } from '@spawner/kit/laptop';
import { MailServer } from '@spawner/kit/mail-server';
import type { Card, DashboardPage } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import type { Page } from 'playwright-core';
import { behindTraefik, builtIn, type GatewayUnderTest } from '../support/gateways.js';
import { code } from './apps/code.js';
import { jupyter, polls, runAgain } from './apps/jupyter.js';
import { nodered } from './apps/nodered.js';
import { php } from './apps/php.js';
import { python } from './apps/python.js';

const APPS = [jupyter, code, nodered, python, php];
const gateways = { 'built-in gateway': builtIn, Traefik: behindTraefik };
/** Long enough to build an image. */
const LAUNCH_SECONDS = 600;
/** A folder for pictures of what was seen. */
const PICTURES = process.env['GALLERY_PICTURES'];
const STEP_MS = 60_000;

const settings = {
  TEMPLATES: APPS.map(({ type }) => type).join(','),
  GUARD_MAX_MEMORY: '1g',
  GUARD_MAX_CPU_QUOTA: '100000',
};

for (const [name, open] of Object.entries(gateways)) {
  const needs = ['chromium', 'engine', 'gallery', 'laptop', ...(name === 'Traefik' ? ['traefik'] : [])];
  describeWith(needs, `the gallery, ${name}`, () => {
    let gateway: GatewayUnderTest;
    let dashboard: DashboardPage;
    const tabs = new Map<string, Page>();
    const keep = tidyUp();

    beforeAll(async () => {
      const mailbox = await keep(MailServer.start());
      gateway = await open(keep, { ...mailbox.settings, ...settings });
      // The browser is on another machine. On this one every container that starts or stops adds or removes an address,
      // and Chromium then aborts requests that wait for a connection (ERR_NETWORK_CHANGED). Mapped names stay secure contexts.
      const laptop = await keep(Laptop.connect());
      const browser = await keep(openChromium([`--host-resolver-rules=MAP * ${laptop.server}`], laptop.chromium));
      const visitor = await newVisitor(browser, { viewport: { width: 1280, height: 800 } });
      visitor.setDefaultTimeout(STEP_MS);
      const email = `${gateway.installation.id}@example.com`;
      dashboard = await register(await visitor.newPage(), gateway.url, email, mailbox);
    }, 120_000);

    it.each(APPS)(
      '$type: launched, used',
      async ({ type, name: title, use }) => {
        const tab = await card(title).pressForTab('Erstellen & Öffnen');
        await card(title).shows('Läuft', LAUNCH_SECONDS);
        await tab.waitForURL(`${address(type)}/**`);
        tabs.set(type, tab);
        await use(tab).finally(() => picture(tab, `${type}-used`));
      },
      (LAUNCH_SECONDS + 120) * 1000,
    );

    it.each(APPS)(
      '$type: stopped, woken by a visit, the files are there',
      async ({ type, name: title, findAgain }) => {
        const tab = tabs.get(type) as Page;
        await tab.goto('about:blank');
        await card(title).press('Stoppen');
        await until(`${type} is stopped`, 60, async () => (await stateOf(type)) === 'exited');
        await tab.goto(`${address(type)}/`);
        await findAgain(tab).finally(() => picture(tab, `${type}-woken`));
        expect(await stateOf(type)).toBe('running');
      },
      180_000,
    );

    // Traefik does not show the gateway what is sent on a WebSocket.
    if (name === 'built-in gateway') {
      it('jupyter: what is sent on a WebSocket is use', async () => {
        const tab = tabs.get('jupyter') as Page;
        await tab.bringToFront();
        // Every ten seconds it saves its layout, which is use as well.
        await tab.route('**/api/workspaces/**', (route) => route.abort());
        await polls(tab, 2);
        const before = await lastUsed('jupyter');
        // Longer than the five seconds after which the product stores uses.
        await polls(tab, 3);
        expect(await lastUsed('jupyter')).toBe(before);
        await runAgain(tab);
        await until('the cell has counted', 30, async () => (await lastUsed('jupyter')) !== before);
      }, 400_000);
    }

    const lastUsed = async (type: string): Promise<unknown> => {
      const answer = await dashboard.page.request.get(`${gateway.url}/api/container/${type}`);
      return ((await answer.json()) as { last_used: unknown }).last_used;
    };
    const picture = async (tab: Page, subject: string): Promise<void> => {
      if (PICTURES) await tab.screenshot({ path: join(PICTURES, `${name}-${subject}.png`) });
    };
    const card = (title: string): Card => dashboard.card(title);
    const address = (type: string): string => `${gateway.url}/${gateway.installation.id}-${type}`;
    const stateOf = async (type: string): Promise<string> =>
      (await inspectContainer(`user-${gateway.installation.id}-${type}-1`)).State.Status;
  });
}
