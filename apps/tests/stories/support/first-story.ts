import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import type { Mailbox } from '@spawner/kit/mailbox';
import { DashboardPage, DEV, PROD } from '@spawner/kit/pages/dashboard';
import { askForLink, askToRegister, followLink, logIn, register } from '@spawner/kit/pages/registration';
import type { Keep } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import type { Browser, Page } from 'playwright-core';
import { answerTo } from './same-origin.js';

/** Whoever lives the story, and where. */
export interface Teller {
  readonly url: string;
  /** The local part of the mail address, which is the slug as well. */
  readonly slug: string;
  readonly mailbox: Mailbox;
}

export interface Told {
  readonly dashboard: DashboardPage;
  readonly devTab: Page;
  readonly prodTab: Page;
}

/** Building the demo page takes minutes where its image is not there yet. */
const PROD_SECONDS = 600;

/** The contract's first paragraph, step by step; further steps may be told after it. */
export function tellFirstStory(keep: Keep, teller: () => Teller): () => Told {
  let browser: Browser;
  let page: Page;
  let link: string;
  let dashboard: DashboardPage;
  let devTab: Page;
  let prodTab: Page;
  let at: { readonly dev: string; readonly prod: string };

  beforeAll(async () => {
    const { url, slug } = teller();
    at = { dev: `${url}/${slug}-dev`, prod: `${url}/${slug}-prod` };
    browser = await keep(openChromium());
    page = await (await newVisitor(browser)).newPage();
  }, 60_000);

  it('Registrieren → Magic Link senden → the mail arrives', async () => {
    const { url, slug, mailbox } = teller();
    await askToRegister(page, url, `${slug}@example.com`);
    link = await mailbox.linkFor(`${slug}@example.com`);
    expect(link).toContain(`${url}/confirm#`);
  });

  it('a mail scanner that opens the link consumes nothing, and a click logs in', async () => {
    const scanner = await (await newVisitor(browser)).newPage();
    await scanner.goto(link);
    await scanner.getByRole('button', { name: 'Jetzt anmelden' }).waitFor();

    dashboard = await followLink(page, link);
    await scanner.getByRole('button', { name: 'Jetzt anmelden' }).click();
    await scanner.getByRole('heading', { name: 'Dieser Link gilt nicht mehr' }).waitFor();
    await scanner.context().close();
  });

  it('shows two cards that are Noch nicht erstellt', async () => {
    expect(await page.getByRole('article').count()).toBe(2);
    for (const name of [DEV, PROD]) {
      await dashboard.card(name).shows('Noch nicht erstellt');
      await dashboard.card(name).offers('Erstellen & Öffnen');
    }
  });

  it('Erstellen & Öffnen shows a loading state, then the nginx page in a new tab', async () => {
    // Held back until the loading state was seen: the launch itself may be over in the blink of an eye.
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

    await devTab.waitForURL(new RegExp(`^${at.dev}/?$`));
    await devTab.getByRole('heading', { name: 'Willkommen bei nginx!' }).waitFor();
    await dashboard.card(DEV).shows('Läuft');
    await dashboard.card(DEV).offers('Service öffnen');
    await page.unroute('**/api/container/launch/dev');
  });

  it(
    'does the same with the Next.js page, which works behind its prefix',
    async () => {
      prodTab = await dashboard.card(PROD).pressForTab('Erstellen & Öffnen');
      const assets: { readonly url: string; readonly status: number }[] = [];
      prodTab.on('response', (response) => {
        if (response.url().includes('/_next/')) assets.push({ url: response.url(), status: response.status() });
      });
      await dashboard.card(PROD).shows('Läuft', PROD_SECONDS);
      await prodTab.waitForURL(new RegExp(`^${at.prod}/?$`));
      await prodTab.getByRole('heading', { name: `Hallo, ${teller().slug}!` }).waitFor();

      const image = prodTab.getByRole('img', { name: 'Hügel in der Dämmerung' });
      await image.evaluate((element: HTMLImageElement) => element.decode());
      await prodTab.getByTestId('hello').getByText('"message": "Hallo / Hello"').waitFor();

      await prodTab.evaluate(() => (document.body.dataset['loadedOnce'] = 'true'));
      await prodTab.getByRole('navigation').getByRole('link', { name: 'Über' }).click();
      await prodTab.waitForURL(`${at.prod}/about`);
      await prodTab.getByRole('heading', { name: 'So funktioniert es' }).waitFor();
      expect(await prodTab.evaluate(() => document.body.dataset['loadedOnce'])).toBe('true');

      expect(assets.length).toBeGreaterThan(5);
      expect(assets.filter(({ url, status }) => status !== 200 || !url.startsWith(`${at.prod}/_next/`))).toEqual([]);
    },
    (PROD_SECONDS + 60) * 1000,
  );

  it('runs both side by side, and a reload keeps both', async () => {
    for (const name of [DEV, PROD]) await dashboard.card(name).shows('Läuft');
    await page.reload();
    for (const name of [DEV, PROD]) {
      await dashboard.card(name).shows('Läuft');
      await dashboard.card(name).offers('Service öffnen');
    }
    expect((await answerTo(page, at.dev)).status).toBe(200);
    expect((await answerTo(page, at.prod)).status).toBe(200);
  });

  it('never lets the prefix reach the container', async () => {
    expect(await answerTo(page, `${at.dev}/echo/path?a=1`)).toEqual({ status: 200, body: 'GET /echo/path?a=1\n' });
    expect((await answerTo(page, `${at.prod}/api/hello`)).status).toBe(200);
  });

  it('answers 404 next to a service', async () => {
    for (const neighbour of [`${at.dev}elopment`, `${at.dev}-prod/`, `${at.prod}uction`]) {
      expect((await answerTo(page, neighbour)).status).toBe(404);
    }
  });

  it('sends a stranger to log in first, and from there on to the service', async () => {
    const { slug, mailbox } = teller();
    const email = `${slug}@example.com`;
    const path = '/echo/after-the-log-in?a=1&b=2';
    const stranger = await (await newVisitor(browser)).newPage();
    await stranger.goto(at.dev + path);
    expect(new URL(stranger.url()).pathname).toBe('/login');
    expect(await timesAsked(path)).toBe(0);

    await askForLink(stranger, email);
    await logIn(stranger, await mailbox.linkFor(email));
    await stranger.waitForURL(at.dev + path);
    await stranger.getByText(`GET ${path}`).waitFor();
    expect(await timesAsked(path)).toBe(1);
    await stranger.context().close();
  });

  it('tells somebody else whose it is, and the container nothing', async () => {
    const { url, slug, mailbox } = teller();
    const path = '/echo/somebody-else';
    const other = await (await newVisitor(browser)).newPage();
    await register(other, url, `${slug}-else@example.com`, mailbox);
    expect((await answerTo(other, at.dev + path)).status).toBe(403);
    const response = await other.goto(at.dev + path);
    expect(response?.status()).toBe(403);
    await other.getByRole('heading', { name: 'Dieser Service gehört jemand anderem.' }).waitFor();
    await other.getByRole('link', { name: 'Zum Dashboard' }).click();
    await new DashboardPage(other).shown();
    expect(await timesAsked(path)).toBe(0);
    await other.context().close();
  });

  it('gives the service no handle on the dashboard', async () => {
    for (const tab of [devTab, prodTab]) expect(await tab.evaluate(() => window.opener === null)).toBe(true);
  });

  it('Service öffnen again reloads the tab that is open', async () => {
    await prodTab.goto(`${at.prod}/about`);
    for (const [name, tab] of [
      [DEV, devTab],
      [PROD, prodTab],
    ] as const) {
      await tab.evaluate(() => (document.body.dataset['loadedOnce'] = 'true'));
      await Promise.all([tab.waitForEvent('load'), dashboard.card(name).press('Service öffnen')]);
      expect(await tab.evaluate(() => [document.body.dataset['loadedOnce'], window.opener])).toEqual([undefined, null]);
    }
    expect(prodTab.url()).toMatch(new RegExp(`^${at.prod}/?$`));
    expect(page.context().pages()).toHaveLength(3);
  });

  /** How often the container was asked for a path, by its own log. */
  async function timesAsked(path: string): Promise<number> {
    const last = `/echo/${randomUUID()}`;
    await answerTo(page, at.dev + last);
    const log = await until('the log has got so far', 15, async () => {
      const { body } = await answerTo(page, `${teller().url}/api/container/logs/dev`);
      return body.includes(`GET ${last} `) && body;
    });
    return log.split(`GET ${path} `).length - 1;
  }

  return () => ({ dashboard, devTab, prodTab });
}
