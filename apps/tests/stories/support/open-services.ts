import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import type { Mailbox } from '@spawner/kit/mailbox';
import { type DashboardPage, DEV, PROD } from '@spawner/kit/pages/dashboard';
import { askToRegister, followLink } from '@spawner/kit/pages/registration';
import type { Keep } from '@spawner/kit/tidy-up';
import type { Browser, Page } from 'playwright-core';
import { answerTo } from './same-origin.js';

/** The person of the story, and the address of their services. */
export interface Newcomer {
  readonly url: string;
  /** Also the local part of the mail address. */
  readonly slug: string;
  readonly mailbox: Mailbox;
}

/** Browser, dashboard and tabs that the first steps opened. */
export interface Opened {
  readonly browser: Browser;
  readonly dashboard: DashboardPage;
  readonly devTab: Page;
  readonly prodTab: Page;
}

interface Options {
  /** Also the second template. */
  readonly prod?: boolean;
  /** Default: on this machine. */
  readonly openBrowser?: () => Promise<Browser>;
  /** Runs in each page before its own scripts. */
  readonly prepare?: () => void;
}

/** Long enough to build the image of the demo page, if it is missing. */
const PROD_SECONDS = 600;

/** The contract's first paragraph, step by step: from the registration to services that run side by side. */
export function openServices(
  keep: Keep,
  newcomer: () => Newcomer,
  { prod = true, openBrowser = () => openChromium(), prepare }: Options = {},
): () => Opened {
  let browser: Browser;
  let page: Page;
  let link: string;
  let dashboard: DashboardPage;
  let devTab: Page;
  let prodTab: Page;
  let at: { readonly dev: string; readonly prod: string };

  beforeAll(async () => {
    const { url, slug } = newcomer();
    at = { dev: `${url}/${slug}-dev`, prod: `${url}/${slug}-prod` };
    browser = await keep(openBrowser());
    const visitor = await newVisitor(browser);
    if (prepare) await visitor.addInitScript(prepare);
    page = await visitor.newPage();
  }, 60_000);

  it('registration: Registrieren, then Magic Link senden, and the mail arrives', async () => {
    const { url, slug, mailbox } = newcomer();
    await askToRegister(page, url, `${slug}@example.com`);
    link = await mailbox.linkFor(`${slug}@example.com`);
    expect(link).toContain(`${url}/confirm#`);
  });

  it('login: the mailed link opens a page, and its button logs in', async () => {
    dashboard = await followLink(page, link);
  });

  it('dashboard of a newcomer: two cards, both Noch nicht erstellt', async () => {
    expect(await page.getByRole('article').count()).toBe(2);
    for (const name of [DEV, PROD]) {
      await dashboard.card(name).shows('Noch nicht erstellt');
      await dashboard.card(name).offers('Erstellen & Öffnen');
    }
  });

  it('Erstellen & Öffnen: a loading state on card and tab, then the nginx page', async () => {
    // Delayed until the loading state was seen, because a launch may be too fast to see it.
    let goOn = (): void => undefined;
    const seen = new Promise<void>((resolve) => (goOn = resolve));
    await page.route('**/api/container/launch/dev', async (route) => {
      await seen;
      await route.continue();
    });
    devTab = await dashboard.card(DEV).pressForTab('Erstellen & Öffnen');
    await dashboard.card(DEV).shows('Wird gestartet');
    await dashboard.card(DEV).offers('Wird gestartet …');
    await devTab.getByRole('heading', { name: `${DEV} wird gestartet` }).waitFor();
    goOn();

    await devTab.waitForURL(`${at.dev}/`);
    await devTab.getByRole('heading', { name: 'Willkommen bei nginx!' }).waitFor();
    await dashboard.card(DEV).shows('Läuft');
    await dashboard.card(DEV).offers('Service öffnen');
    await page.unroute('**/api/container/launch/dev');
  });

  if (prod) {
    it(
      'second template: the Next.js page works behind its prefix',
      async () => {
        prodTab = await dashboard.card(PROD).pressForTab('Erstellen & Öffnen');
        const assets: { readonly url: string; readonly status: number }[] = [];
        prodTab.on('response', (response) => {
          if (response.url().includes('/_next/')) assets.push({ url: response.url(), status: response.status() });
        });
        await dashboard.card(PROD).shows('Läuft', PROD_SECONDS);
        await prodTab.waitForURL(`${at.prod}/`);
        await prodTab.getByRole('heading', { name: `Hallo, ${newcomer().slug}!` }).waitFor();

        const image = prodTab.getByRole('img', { name: 'Hügel in der Dämmerung' });
        await image.evaluate((element: HTMLImageElement) => element.decode());
        await prodTab.getByTestId('hello').getByText('"message": "Hallo / Hello"').waitFor();

        await prodTab.evaluate(() => (document.body.dataset['loadedOnce'] = 'true'));
        await prodTab.getByRole('navigation').getByRole('link', { name: 'Über' }).click();
        await prodTab.waitForURL(`${at.prod}/about`);
        await prodTab.getByRole('heading', { name: 'So funktioniert es' }).waitFor();
        await prodTab.getByRole('navigation').getByRole('link', { name: 'Start' }).click();
        await prodTab.getByRole('heading', { name: `Hallo, ${newcomer().slug}!` }).waitFor();
        expect(await prodTab.evaluate(() => document.body.dataset['loadedOnce'])).toBe('true');
        await prodTab.reload();
        await prodTab.waitForURL(`${at.prod}/`);

        expect(assets.length).toBeGreaterThan(5);
        expect(assets.filter(({ url, status }) => status !== 200 || !url.startsWith(`${at.prod}/_next/`))).toEqual([]);
      },
      (PROD_SECONDS + 60) * 1000,
    );

    it('both services run side by side, also after a reload of the dashboard', async () => {
      for (const name of [DEV, PROD]) await dashboard.card(name).shows('Läuft');
      await page.reload();
      for (const name of [DEV, PROD]) {
        await dashboard.card(name).shows('Läuft');
        await dashboard.card(name).offers('Service öffnen');
      }
      expect((await answerTo(page, at.dev)).status).toBe(200);
      expect((await answerTo(page, at.prod)).status).toBe(200);
    });
  }

  it('request below a service: the container gets the path without its prefix', async () => {
    expect(await answerTo(page, `${at.dev}/echo/path?a=1`)).toEqual({ status: 200, body: 'GET /echo/path?a=1\n' });
    if (prod) expect((await answerTo(page, `${at.prod}/api/hello`)).status).toBe(200);
  });

  return () => ({ browser, dashboard, devTab, prodTab });
}
