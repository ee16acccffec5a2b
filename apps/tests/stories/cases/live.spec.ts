import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { docker, inspectContainer, installationOf, volumesOf } from '@spawner/kit/docker';
import { ensureDevImage } from '@spawner/kit/images';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { type Card, type DashboardPage, DEV } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import type { Browser } from 'playwright-core';
import { EventListener } from '../support/event-listener.js';
import { answerTo } from '../support/same-origin.js';
import { startsAnew } from '../support/starts-anew.js';

describeWith(['chromium', 'engine'], 'open dashboard: shows changes made elsewhere', () => {
  let mailbox: MailServer;
  let installation: Installation;
  let browser: Browser;
  let ann: DashboardPage;
  let card: Card;
  let everyDashboard: Card[];
  let bob: DashboardPage;
  let listener: EventListener;
  let container: string;
  /** The volumes' label, which distinguishes them from those of other installations. */
  let installationLabel: string;
  let url: string;
  const keep = tidyUp();

  beforeAll(async () => {
    await ensureDevImage();
    mailbox = await keep(MailServer.start());
    installation = await keep(Installation.create({ runtime: 'docker', settings: mailbox.settings }));
    await installation.start();
    browser = await keep(openChromium());
    const slug = `${installation.id}-ann`;
    container = `user-${slug}-dev-1`;
    url = `${installation.url}/${slug}-dev`;

    ann = await openDashboard(slug);
    const elsewhere = await openDashboard(slug);
    everyDashboard = [ann, elsewhere].map((dashboard) => dashboard.card(DEV));
    card = ann.card(DEV);
    bob = await openDashboard(`${installation.id}-bob`);
    listener = await EventListener.on(bob.page);
  }, 480_000);

  it('launch on one dashboard: shown on the other one of the same person', async () => {
    const tab = await card.pressForTab('Erstellen & Öffnen');
    await tab.getByRole('heading', { name: 'Willkommen bei nginx!' }).waitFor();
    for (const each of everyDashboard) await each.shows('Läuft');
  });

  it.each([
    ['stop', 'Gestoppt', /^Hat sich beendet, gestoppt seit /],
    ['start', 'Läuft', null],
    ['pause', 'Pausiert', /^Von anderer Hand pausiert, seit /],
    ['unpause', 'Läuft', null],
    ['rm --force', 'Noch nicht erstellt', null],
  ])('docker %s in a terminal: %s on both', async (command, status, reason) => {
    await docker([...command.split(' '), container]);
    for (const each of everyDashboard) {
      await each.shows(status);
      if (reason) await each.shows(reason);
    }
  });

  it('dashboard of another person: gets no event', async () => {
    await bob.card(DEV).shows('Noch nicht erstellt');
    expect((await listener.heard()).sort()).toEqual(['dev', 'prod']);
  });

  it('file uploaded on the card: served by the service', async () => {
    await card.press('Erstellen & Öffnen');
    await card.shows('Läuft');
    await card.upload('index.html', '<h1>Hallo von Ann</h1>');
    expect(await answerTo(ann.page, url)).toEqual({ status: 200, body: '<h1>Hallo von Ann</h1>' });
    await card.shows(/^Bleibt erhalten: \/srv\/www/);
  });

  it('open log: grows, and can be downloaded', async () => {
    const log = await card.openLog('Mehr');
    expect((await answerTo(ann.page, `${url}/echo/while-reading`)).status).toBe(200);
    await log.shows('GET /echo/while-reading');
    const file = await log.download();
    expect(file.name).toBe(`${installation.id}-ann-dev.log`);
    expect(file.text).toContain('GET /echo/while-reading');
    await log.close();
  });

  it('new container: keeps the file', async () => {
    const before = await inspectContainer(container);
    installationLabel = await installationOf(container);
    await startsAnew(container, () => card.confirm('Neu erstellen'));
    for (const each of everyDashboard) await each.shows('Läuft');
    expect((await inspectContainer(container)).Id).not.toBe(before.Id);
    expect((await answerTo(ann.page, url)).body).toBe('<h1>Hallo von Ann</h1>');
  });

  it('removed container: its file is kept, unless the box for the files is ticked', async () => {
    await card.confirm('Entfernen');
    for (const each of everyDashboard) await each.shows('Noch nicht erstellt');
    await card.shows(/^Bleibt erhalten: \/srv\/www/);
    expect(await volumesOf(container, installationLabel)).toHaveLength(1);

    await card.press('Erstellen & Öffnen');
    await card.shows('Läuft');
    expect((await answerTo(ann.page, url)).body).toBe('<h1>Hallo von Ann</h1>');

    await card.confirm('Entfernen', /^Auch gespeicherte Dateien löschen/);
    for (const each of everyDashboard) await each.shows('Noch nicht erstellt');
    await card.locator.getByText('Bleibt erhalten').waitFor({ state: 'detached' });
    expect(await volumesOf(container, installationLabel)).toEqual([]);
  });

  it('all of this: without a reload of a dashboard', async () => {
    for (const { locator } of everyDashboard) {
      expect(await locator.page().evaluate(() => document.body.dataset['loadedOnce'])).toBe('true');
    }
  });

  async function openDashboard(slug: string): Promise<DashboardPage> {
    const page = await (await newVisitor(browser)).newPage();
    const dashboard = await register(page, installation.url, `${slug}@example.com`, mailbox);
    await page.evaluate(() => (document.body.dataset['loadedOnce'] = 'true'));
    return dashboard;
  }
});
