import { beforeAll, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { ensureDevImage } from '@spawner/kit/images';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { type DashboardPage, DEV, PROD } from '@spawner/kit/pages/dashboard';
import { describeWith } from '@spawner/kit/requirements';
import { uniqueId } from '@spawner/kit/run';
import { tidyUp } from '@spawner/kit/tidy-up';
import type { Browser } from 'playwright-core';
import { freshBaseImage } from '../support/fresh-base-image.js';
import { englishDesktop, enter, germanDesktop } from './looks.js';
import { takeCards } from './picture.js';

/** The build step that takes long enough for a picture. */
const STEP = 'RUN npm ci --no-audit --no-fund';

describeWith(['chromium', 'engine'], 'the pictures of a launch that has to build its image first', () => {
  const base = `spawner-base-${uniqueId('i')}:latest`;
  const image = `spawner-next-${uniqueId('i')}:latest`;
  let installation: Installation;
  let mailbox: MailServer;
  let browser: Browser;
  const keep = tidyUp();

  beforeAll(async () => {
    await ensureDevImage();
    await keep(freshBaseImage(base));
    mailbox = await keep(MailServer.start());
    const images = { USER_TEMPLATE_IMAGE_PROD: image, USER_TEMPLATE_BASE_PROD: base };
    const settings = { ...mailbox.settings, ...images };
    installation = await keep(Installation.create({ runtime: 'docker', port: 5000, settings }));
    await installation.start();
    browser = await keep(openChromium());
  }, 480_000);

  it('in both languages', async () => {
    const looks = [germanDesktop, englishDesktop];
    const dashboards: DashboardPage[] = [];
    for (const look of looks) {
      const page = await (await newVisitor(browser, { reducedMotion: 'reduce', ...look.visitor })).newPage();
      dashboards.push(await enter(page, installation.url, { look, email: 'anna@example.com', mailbox }));
    }
    await dashboards[0]?.card(DEV).press(germanDesktop.cards.create);
    for (const [index, look] of looks.entries()) await dashboards[index]?.card(DEV).shows(look.cards.running);

    await dashboards[0]?.card(PROD).press(germanDesktop.cards.create);
    for (const [index, look] of looks.entries()) {
      await dashboards[index]?.card(PROD).shows(STEP, 60);
      const page = dashboards[index]?.page;
      if (page) await takeCards(page, look.cards.list, `launch-phases-${look.language}.png`);
    }
  }, 180_000);
});
