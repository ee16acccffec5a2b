import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { Installation } from '@spawner/kit/installation';
import { DashboardPage, DEV } from '@spawner/kit/pages/dashboard';
import { askToRegister } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import type { Browser, Page } from 'playwright-core';

const EMAIL = 'ann@example.com';

describeWith(['chromium'], 'without a mail server', () => {
  let installation: Installation;
  let browser: Browser;
  let page: Page;
  const keep = tidyUp();

  beforeAll(async () => {
    installation = await keep(Installation.create({ runtime: 'process' }));
    await installation.start();
    browser = await keep(openChromium());
    page = await (await newVisitor(browser)).newPage();
  }, 120_000);

  it('mail in the Postausgang: its button logs in', async () => {
    await askToRegister(page, installation.url, EMAIL);
    await page.getByRole('link', { name: 'Postausgang öffnen' }).click();
    const mail = page.getByRole('article', { name: 'Ihr Magic Link für Spawner' }).filter({ hasText: EMAIL });
    await mail.getByRole('link', { name: 'Link öffnen' }).click();
    await page.getByRole('button', { name: 'Jetzt anmelden' }).click();
    await new DashboardPage(page).shown();
  });

  it('login: no token is readable by scripts', async () => {
    expect(await page.evaluate(() => [document.cookie, JSON.stringify(sessionStorage)])).toEqual(['', '{}']);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/token|eyJ/);
  });

  it('switch to English: kept after a reload', async () => {
    await page.getByRole('button', { name: `Konto von ${EMAIL}` }).click();
    await page.getByRole('radio', { name: 'English' }).check();
    await page.getByText('Your containers: create, open, carry on.').waitFor();
    await page.reload();
    await new DashboardPage(page).card(DEV).shows('Not created yet');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('switch to dark: kept after a reload', async () => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.getByRole('button', { name: `Account of ${EMAIL}` }).click();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page.waitForFunction((before) => getComputedStyle(document.body).backgroundColor !== before, light);
    const dark = await background();
    await page.reload();
    await new DashboardPage(page).shown();
    expect(await background()).toBe(dark);
  });

  it('logout: ends the session; a new link logs in again', async () => {
    await page.getByRole('button', { name: `Account of ${EMAIL}` }).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL('**/login');
    await page.goto(`${installation.url}/dashboard`);
    await page.waitForURL('**/login');

    await page.getByLabel('Email address').fill(EMAIL);
    await page.getByRole('button', { name: 'Send magic link' }).click();
    await page.getByRole('link', { name: 'Open outbox' }).click();
    const mails = page.getByRole('article').filter({ hasText: EMAIL });
    await mails.nth(1).waitFor();
    await mails.first().getByRole('link', { name: 'Open link' }).click();
    await page.getByRole('button', { name: 'Log in now' }).click();
    await new DashboardPage(page).shown();
  });
});
