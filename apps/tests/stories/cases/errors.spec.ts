import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { docker } from '@spawner/kit/docker';
import { buildBrokenImage, DEV_IMAGE, ensureDevImage } from '@spawner/kit/images';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { DEV } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { uniqueId } from '@spawner/kit/run';
import { tidyUp } from '@spawner/kit/tidy-up';
import type { Browser } from 'playwright-core';
import { watchPolicy } from '../support/policy-watch.js';

describeWith(['chromium', 'engine'], 'errors: shown on the screen', () => {
  const image = `spawner-broken-${uniqueId('i')}:latest`;
  let mailbox: MailServer;
  let installation: Installation;
  let browser: Browser;
  const keep = tidyUp();

  beforeAll(async () => {
    await ensureDevImage();
    await keep(buildBrokenImage(image));
    mailbox = await keep(MailServer.start());
    installation = await keep(
      Installation.create({
        runtime: 'docker',
        settings: { ...mailbox.settings, USER_TEMPLATE_IMAGE_DEV: image },
      }),
    );
    await installation.start();
    browser = await keep(openChromium());
  }, 480_000);

  it('a container that ends at once: step, reason, advice, log and a retry that works', async () => {
    const visitor = await newVisitor(browser);
    const offences = await watchPolicy(visitor, installation.url);
    const page = await visitor.newPage();
    const slug = `${installation.id}-a`;
    const dashboard = await register(page, installation.url, `${slug}@example.com`, mailbox);
    const card = dashboard.card(DEV);

    const tab = await card.pressForTab('Erstellen & Öffnen');
    await card.shows('Fehler', 30);
    for (const text of [
      'Der Container hat sich beendet (Code 3).',
      'Die letzten Zeilen seines Protokolls zeigen den Grund. Danach erneut versuchen.',
      /^Beim Schritt „(Die Anwendung fährt hoch|Container wird gestartet)“, /,
    ]) {
      await card.locator.getByRole('alert').getByText(text).waitFor();
    }
    await card.locator.getByText('Protokoll anzeigen').click();
    await card.locator.getByText('boom').waitFor();
    const log = await card.openLog();
    await log.shows('boom');
    expect((await log.download()).text).toContain('boom\n');
    await log.close();
    // A failed launch closes the waiting tab.
    if (!tab.isClosed()) await tab.waitForEvent('close');

    await docker(['tag', DEV_IMAGE, image]);
    await docker(['rm', '--force', `user-${slug}-dev-1`]);
    const fresh = await card.pressForTab('Erneut versuchen');
    await fresh.getByRole('heading', { name: 'Willkommen bei nginx!' }).waitFor();
    await card.shows('Läuft');
    expect(await card.locator.getByRole('alert').count()).toBe(0);
    expect(offences).toEqual([]);
    await visitor.close();
  });

  it('a tab that the browser blocks: a link instead', async () => {
    // Playwright disables the pop-up blocker; for a blocked tab `window.open` returns null.
    const visitor = await newVisitor(browser);
    await visitor.addInitScript(() => (window.open = () => null));
    const page = await visitor.newPage();
    const slug = `${installation.id}-b`;
    const dashboard = await register(page, installation.url, `${slug}@example.com`, mailbox);
    await docker(['tag', DEV_IMAGE, image]);

    const card = dashboard.card(DEV);
    await card.press('Erstellen & Öffnen');
    await card.shows('Läuft');
    const link = card.locator.getByRole('link', { name: `${DEV} öffnen` });
    const [tab] = await Promise.all([visitor.waitForEvent('page'), link.click()]);
    await tab.getByRole('heading', { name: 'Willkommen bei nginx!' }).waitFor();
    expect(await tab.evaluate(() => window.opener === null)).toBe(true);
    await visitor.close();
  });

  it('a page that does not exist', async () => {
    const page = await (await newVisitor(browser)).newPage();
    const response = await page.goto(`${installation.url}/nowhere`);
    expect(response?.status()).toBe(404);
    await page.getByRole('heading', { name: 'Diese Seite gibt es nicht' }).waitFor();
    await page.getByRole('link', { name: 'Zur Startseite' }).last().click();
    await page.waitForURL('**/login');
    await page.context().close();
  });

  it('incomplete link, and invalid link: each with its own page', async () => {
    const page = await (await newVisitor(browser)).newPage();
    await page.goto(`${installation.url}/confirm#half-a-link`);
    await page.getByRole('heading', { name: 'Dieser Link ist unvollständig' }).waitFor();

    await page.goto('about:blank');
    await page.goto(`${installation.url}/confirm#${'x'.repeat(43)}`);
    await page.getByRole('button', { name: 'Jetzt anmelden' }).click();
    await page.getByRole('heading', { name: 'Dieser Link gilt nicht mehr' }).waitFor();
    await page.getByRole('link', { name: 'Neuen Link anfordern' }).click();
    await page.getByRole('button', { name: 'Magic Link senden' }).waitFor();
    await page.context().close();
  });
});
