import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { Installation } from '@spawner/kit/installation';
import { DashboardPage, DEV } from '@spawner/kit/pages/dashboard';
import { askToRegister } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import type { Browser, Page } from 'playwright-core';
import { watchPolicy } from '../support/policy-watch.js';

const EMAIL = 'ann@example.com';

describeWith(['chromium'], 'every page works under its Content-Security-Policy', () => {
  let installation: Installation;
  let browser: Browser;
  let page: Page;
  let offences: readonly string[];
  const keep = tidyUp();

  beforeAll(async () => {
    installation = await keep(Installation.create({ runtime: 'process' }));
    await installation.start();
    browser = await keep(openChromium());
    const visitor = await newVisitor(browser);
    offences = await watchPolicy(visitor, installation.url);
    page = await visitor.newPage();
  }, 120_000);

  it('policy watch: reports violations', async () => {
    const stranger = await newVisitor(browser);
    const seen = await watchPolicy(stranger, installation.url);
    const testPage = await stranger.newPage();
    await testPage.goto(`${installation.url}/login`);
    await testPage.evaluate(() => {
      document.body.append(Object.assign(document.createElement('style'), { textContent: 'p { color: red }' }));
      try {
        document.body.innerHTML = '<p>made from text</p>';
      } catch {
        // Trusted Types refuse it and log it on the console.
      }
    });
    await testPage.getByText('made from text').waitFor({ state: 'hidden' });
    expect(seen.join('\n')).toMatch(/style-src[^]*require-trusted-types-for/);
    await stranger.close();
  });

  it('from the registration to the dashboard', async () => {
    await askToRegister(page, installation.url, EMAIL);
    await page.getByRole('link', { name: 'Postausgang öffnen' }).click();
    await page.getByRole('article').getByRole('link', { name: 'Link öffnen' }).click();
    await page.getByRole('button', { name: 'Jetzt anmelden' }).click();
    await new DashboardPage(page).shown();
    expect(offences).toEqual([]);
  });

  it('a launch with its waiting tab, live cards, an upload, and the log', async () => {
    const card = new DashboardPage(page).card(DEV);
    const tab = await card.pressForTab('Erstellen & Öffnen');
    await tab.getByRole('heading', { name: 'Willkommen bei nginx!' }).waitFor();
    await card.shows('Läuft');
    await card.upload('hello.html', '<p>hello</p>');
    const log = await card.openLog('Mehr');
    await log.close();
    expect(offences).toEqual([]);
  });

  it('the account page, a page that does not exist, and both languages', async () => {
    await page.goto(`${installation.url}/account`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goto(`${installation.url}/nowhere`);
    await page.getByRole('heading', { name: 'Diese Seite gibt es nicht' }).waitFor();
    await page.goto(`${installation.url}/dashboard`);
    await page.getByRole('button', { name: `Konto von ${EMAIL}` }).click();
    await page.getByRole('radio', { name: 'English' }).check();
    await page.getByText('Your containers: create, open, carry on.').waitFor();
    await page.goto(`${installation.url}/confirm#${'x'.repeat(43)}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(offences).toEqual([]);
  });

  it('the API explorer, with one call', async () => {
    await page.goto(`${installation.url}/api/docs`);
    await page.getByRole('button', { name: /GET\s+\/api\/auth\/session/ }).click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table').getByText('"user"').first().waitFor();
    expect(offences).toEqual([]);
  });
});
