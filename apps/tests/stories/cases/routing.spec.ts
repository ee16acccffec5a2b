import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { DEV } from '@spawner/kit/pages/dashboard';
import { askForLink, logIn, register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import type { Browser, Page } from 'playwright-core';
import { showsUploadedSite } from '../support/relative-links.js';

const EMAIL = 'ann@example.com';

const modes = {
  host: (port: number) => `http://apps.localhost:${port}/ann-dev`,
  subdomain: (port: number) => `http://ann-dev.localhost:${port}`,
};

for (const [routing, serviceAt] of Object.entries(modes)) {
  describeWith(['chromium'], `services on another host than the dashboard, ROUTING=${routing}`, () => {
    let mailbox: MailServer;
    let installation: Installation;
    let browser: Browser;
    let service: string;
    const keep = tidyUp();

    beforeAll(async () => {
      mailbox = await keep(MailServer.start());
      const settings = { ...mailbox.settings, ROUTING: routing };
      installation = await keep(Installation.create({ runtime: 'process', settings }));
      await installation.start();
      service = serviceAt(installation.port);
      browser = await keep(openChromium());
    }, 120_000);

    it('login and launch: the service opens at its own address', async () => {
      const page = await newPage();
      const dashboard = await register(page, installation.url, EMAIL, mailbox);
      const tab = await dashboard.card(DEV).pressForTab('Erstellen & Öffnen');
      await tab.waitForURL(`${service}/`);
      await tab.getByRole('heading', { name: 'Willkommen bei nginx!' }).waitFor();
      await dashboard.card(DEV).shows('Läuft');
      await showsUploadedSite(dashboard, service);
      await page.context().close();
    });

    it('service address without a session: login, then the requested page', async () => {
      const page = await newPage();
      await page.goto(`${service}/echo/on-the-way?a=1&b=2`);
      expect(page.url()).toContain(`${installation.url}/login?`);
      await askForLink(page, EMAIL);
      await logIn(page, await mailbox.linkFor(EMAIL));
      await page.waitForURL(`${service}/echo/on-the-way?a=1&b=2`);
      await page.getByText('GET /echo/on-the-way?a=1&b=2').waitFor();
      await page.context().close();
    });

    const newPage = async (): Promise<Page> => (await newVisitor(browser)).newPage();
  });
}
