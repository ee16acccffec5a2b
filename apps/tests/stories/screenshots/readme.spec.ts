import { beforeAll, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { buildBrokenImage, ensureDevImage } from '@spawner/kit/images';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { DEV, PROD } from '@spawner/kit/pages/dashboard';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import type { Browser } from 'playwright-core';
import { englishDesktop, englishPhone, enter, germanDesktop, type Look } from './looks.js';
import { takeCards, takePicture } from './picture.js';

const IMAGE = 'spawner-screenshots:latest';
const LOG = [
  '> shop@1.4.0 start',
  '> node server.js',
  'Reading the configuration from /app/config.json',
  'Error: DATABASE_URL is not set',
];

describeWith(['chromium', 'engine'], 'the pictures of the README', () => {
  let mailbox: MailServer;
  let installation: Installation;
  let browser: Browser;
  const keep = tidyUp();

  beforeAll(async () => {
    await ensureDevImage();
    await keep(buildBrokenImage(IMAGE, LOG));
    mailbox = await keep(MailServer.start());
    installation = await keep(
      Installation.create({
        runtime: 'docker',
        // The pictures show addresses, so they have to be those of a new installation.
        port: 5000,
        settings: { ...mailbox.settings, USER_TEMPLATE_IMAGE_PROD: IMAGE },
      }),
    );
    await installation.start();
    browser = await keep(openChromium());
  }, 480_000);

  it.each<Look>([germanDesktop, englishPhone])('$name', async (look) => {
    const page = await (await newVisitor(browser, { reducedMotion: 'reduce', ...look.visitor })).newPage();
    const picture = (title: string) => takePicture(page, `${title}-${look.name}.png`);
    const email = `anna${look.name === 'phone' ? '.b' : ''}@example.com`;

    const dashboard = await enter(page, installation.url, { look, email, mailbox }, () => picture('login'));
    await picture('dashboard-before');
    for (const [card, ending] of [
      [DEV, look.cards.running],
      [PROD, look.cards.error],
    ] as const) {
      await dashboard.card(card).press(look.cards.create);
      await dashboard.card(card).shows(ending, 30);
      await picture(ending === look.cards.running ? 'dashboard-after' : 'dashboard-error');
    }
    await page.context().close();
  });

  it.each<Look>([germanDesktop, englishDesktop])('what went wrong, in $language', async (look) => {
    const page = await (await newVisitor(browser, { reducedMotion: 'reduce', ...look.visitor })).newPage();
    const dashboard = await enter(page, installation.url, { look, email: 'anna@example.com', mailbox });
    const card = dashboard.card(PROD).locator;
    await card.getByText(look.cards.log).click();
    await card.getByText(LOG.at(-1) ?? '').waitFor();
    await takeCards(page, look.cards.list, `failure-${look.language}.png`);
    await page.context().close();
  });
});
