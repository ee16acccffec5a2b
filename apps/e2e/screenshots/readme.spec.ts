import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { DashboardPage } from '../pages/dashboard.page.js';
import { newVisitor, openChromium } from '../support/chromium.js';
import { Installation } from '../support/installation.js';
import { MailServer } from '../support/mail-server.js';
import { story } from '../support/requirements.js';
import { buildBrokenImage, ensureDevImage } from '../support/template-image.js';
import { tidyUp } from '../support/tidy-up.js';

const FOLDER = join(__dirname, '../../../docs/screenshots');
const IMAGE = 'spawner-e2e-screenshots:latest';

interface Look {
  readonly name: string;
  readonly visitor: BrowserContextOptions;
  readonly texts: { readonly email: string; readonly submit: string; readonly confirm: string };
  readonly cards: { readonly create: string; readonly running: string; readonly error: string };
}

const looks: readonly Look[] = [
  {
    name: 'desktop',
    visitor: { locale: 'de-DE', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    texts: { email: 'Mailadresse', submit: 'Magic Link senden', confirm: 'Jetzt anmelden' },
    cards: { create: 'Erstellen & Öffnen', running: 'Läuft', error: 'Fehler' },
  },
  {
    name: 'phone',
    visitor: { locale: 'en-GB', colorScheme: 'dark', viewport: { width: 390, height: 844 }, isMobile: true },
    texts: { email: 'Email address', submit: 'Send magic link', confirm: 'Log in now' },
    cards: { create: 'Create & open', running: 'Running', error: 'Error' },
  },
];

story('the pictures of the README', ['chromium', 'engine'], () => {
  let mailbox: MailServer;
  let installation: Installation;
  let browser: Browser;
  const keep = tidyUp();

  beforeAll(async () => {
    await ensureDevImage();
    await mkdir(FOLDER, { recursive: true });
    await keep(buildBrokenImage(IMAGE));
    mailbox = await keep(MailServer.start());
    installation = await keep(
      Installation.create({
        runtime: 'docker',
        // The pictures show addresses: those that a newcomer will see.
        port: 5000,
        settings: { ...mailbox.settings, USER_TEMPLATE_IMAGE_PROD: IMAGE },
      }),
    );
    await installation.start();
    browser = await keep(openChromium());
  }, 480_000);

  it.each(looks)('$name', async ({ name, visitor, texts, cards }) => {
    const page = await (await newVisitor(browser, { reducedMotion: 'reduce', ...visitor })).newPage();
    const picture = (title: string) => takePicture(page, `${title}-${name}.png`);
    const email = `anna${name === 'phone' ? '.b' : ''}@example.com`;

    await page.goto(`${installation.url}/register`);
    await page.getByLabel(texts.email).fill(email);
    await picture('login');
    await page.getByRole('button', { name: texts.submit }).click();
    await page.goto(await mailbox.linkFor(email));
    await page.getByRole('button', { name: texts.confirm }).click();
    const dashboard = new DashboardPage(page);
    await dashboard.shown();
    await picture('dashboard-before');

    for (const [card, ending] of [
      ['Development Container', cards.running],
      ['Production Container', cards.error],
    ] as const) {
      await dashboard.card(card).press(cards.create);
      await dashboard.card(card).shows(ending, 30);
      await picture(ending === cards.running ? 'dashboard-after' : 'dashboard-error');
    }
    await page.context().close();
  });
});

/** Of the newest on the page: a phone shows one card at a time. */
async function takePicture(page: Page, file: string): Promise<void> {
  await page.bringToFront();
  await page.mouse.move(0, 0);
  await page.evaluate(async (end) => {
    window.scrollTo(0, end ? document.body.scrollHeight : 0);
    await document.fonts.ready;
  }, file.includes('error'));
  await page.screenshot({ path: join(FOLDER, file), animations: 'disabled', caret: 'hide', scale: 'css' });
}
