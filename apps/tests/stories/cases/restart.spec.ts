import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { isFree } from '@spawner/kit/free-port';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { type DashboardPage, DEV } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import type { Product } from '@spawner/kit/product';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import type { Browser } from 'playwright-core';

describeWith(['chromium'], 'Ctrl-C and a second start', () => {
  let mailbox: MailServer;
  let installation: Installation;
  let product: Product;
  let browser: Browser;
  let dashboard: DashboardPage;
  const keep = tidyUp();

  beforeAll(async () => {
    mailbox = await keep(MailServer.start());
    installation = await keep(Installation.create({ runtime: 'process', settings: mailbox.settings }));
    product = await installation.start();
    browser = await keep(openChromium());
    const page = await (await newVisitor(browser)).newPage();
    dashboard = await register(page, installation.url, 'ann@example.com', mailbox);
  }, 120_000);

  it('Ctrl-C: ends every process within ten seconds', async () => {
    const tab = await dashboard.card(DEV).pressForTab('Erstellen & Öffnen');
    await tab.getByRole('heading', { name: 'Willkommen bei nginx!' }).waitFor();

    const { code, seconds, leftBehind } = await product.stop();
    expect({ code, leftBehind }).toEqual({ code: 0, leftBehind: 0 });
    expect(seconds).toBeLessThan(10);
    expect(await isFree(installation.port)).toBe(true);
  });

  it('next start: user and card are kept, a launch works', async () => {
    await installation.start();
    await dashboard.page.goto(installation.url);
    await dashboard.shown();
    await dashboard.card(DEV).shows('Gestoppt');
    await dashboard.card(DEV).press('Starten & Öffnen');
    await dashboard.card(DEV).shows('Läuft');
  }, 120_000);
});
