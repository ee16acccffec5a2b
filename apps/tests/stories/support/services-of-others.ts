import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { newVisitor } from '@spawner/kit/chromium';
import { DashboardPage, DEV, PROD } from '@spawner/kit/pages/dashboard';
import { askForLink, logIn, register } from '@spawner/kit/pages/registration';
import { until } from '@spawner/kit/until';
import type { Newcomer, Opened } from './open-services.js';
import { answerTo } from './same-origin.js';

/** Services opened by others, and again by their owner. */
export function servicesOfOthers(newcomer: () => Newcomer, opened: () => Opened): void {
  const addressOf = (type: 'dev' | 'prod'): string => `${newcomer().url}/${newcomer().slug}-${type}`;

  it('mail scanner with a browser: opening the link starts no session, the click of the person does', async () => {
    const { url, slug, mailbox } = newcomer();
    const email = `${slug}@example.com`;
    const [scanner, person] = [await newVisitor(opened().browser), await newVisitor(opened().browser)];
    const page = await person.newPage();
    await page.goto(`${url}/login`);
    await askForLink(page, email);
    const link = await mailbox.linkFor(email);
    const scanned = await scanner.newPage();
    await scanned.goto(link);
    await scanned.getByRole('button', { name: 'Jetzt anmelden' }).waitFor();
    expect((await scanner.cookies()).filter(({ name }) => /access|visit|refresh/.test(name))).toEqual([]);

    await logIn(page, link);
    await new DashboardPage(page).shown();
    await scanned.getByRole('button', { name: 'Jetzt anmelden' }).click();
    await scanned.getByRole('heading', { name: 'Dieser Link gilt nicht mehr' }).waitFor();
    for (const visitor of [scanner, person]) await visitor.close();
  });

  it('address beside a service: 404', async () => {
    for (const neighbour of [
      `${addressOf('dev')}elopment`,
      `${addressOf('dev')}-prod/`,
      `${addressOf('prod')}uction`,
    ]) {
      expect((await answerTo(opened().dashboard.page, neighbour)).status).toBe(404);
    }
  });

  it('private service, visitor without a login: login page first, then the requested page', async () => {
    const { slug, mailbox } = newcomer();
    const email = `${slug}@example.com`;
    const path = '/echo/after-the-log-in?a=1&b=2';
    const stranger = await (await newVisitor(opened().browser)).newPage();
    await stranger.goto(addressOf('dev') + path);
    expect(new URL(stranger.url()).pathname).toBe('/login');
    expect(await requestsFor(path)).toBe(0);

    await askForLink(stranger, email);
    await logIn(stranger, await mailbox.linkFor(email));
    await stranger.waitForURL(addressOf('dev') + path);
    await stranger.getByText(`GET ${path}`).waitFor();
    expect(await requestsFor(path)).toBe(1);
    await stranger.context().close();
  });

  it('private service, another person: 403 with an error page, the container gets no request', async () => {
    const { url, slug, mailbox } = newcomer();
    const path = '/echo/another-person';
    const other = await (await newVisitor(opened().browser)).newPage();
    await register(other, url, `${slug}-else@example.com`, mailbox);
    expect((await answerTo(other, addressOf('dev') + path)).status).toBe(403);
    const response = await other.goto(addressOf('dev') + path);
    expect(response?.status()).toBe(403);
    await other.getByRole('heading', { name: 'Dieser Service gehört jemand anderem.' }).waitFor();
    await other.getByRole('link', { name: 'Zum Dashboard' }).click();
    await new DashboardPage(other).shown();
    expect(await requestsFor(path)).toBe(0);
    await other.context().close();
  });

  it('service in its tab: no handle on the dashboard', async () => {
    const { devTab, prodTab } = opened();
    for (const tab of [devTab, prodTab]) expect(await tab.evaluate(() => window.opener === null)).toBe(true);
  });

  it('Service öffnen for a tab that is open: reloads that tab', async () => {
    const { devTab, prodTab } = opened();
    await prodTab.goto(`${addressOf('prod')}/about`);
    for (const [name, tab] of [
      [DEV, devTab],
      [PROD, prodTab],
    ] as const) {
      await tab.evaluate(() => (document.body.dataset['loadedOnce'] = 'true'));
      await Promise.all([tab.waitForEvent('load'), opened().dashboard.card(name).press('Service öffnen')]);
      expect(await tab.evaluate(() => [document.body.dataset['loadedOnce'], window.opener])).toEqual([undefined, null]);
    }
    expect(prodTab.url()).toMatch(new RegExp(`^${addressOf('prod')}/?$`));
    expect(opened().dashboard.page.context().pages()).toHaveLength(3);
  });

  /** Number of requests for a path in the container's log. */
  async function requestsFor(path: string): Promise<number> {
    const last = `/echo/${randomUUID()}`;
    await answerTo(opened().dashboard.page, addressOf('dev') + last);
    const log = await until('the log has the last request', 15, async () => {
      const { body } = await answerTo(opened().dashboard.page, `${newcomer().url}/api/container/logs/dev`);
      return body.includes(`GET ${last} `) && body;
    });
    return log.split(`GET ${path} `).length - 1;
  }
}
