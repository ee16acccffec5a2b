import { beforeAll, it } from '@jest/globals';
import { DEV, type DashboardPage } from '../pages/dashboard.page.js';
import { register } from '../pages/registration.page.js';
import { newVisitor, openChromium } from '../support/chromium.js';
import { docker, inspectContainer } from '../support/docker.cli.js';
import { Installation } from '../support/installation.js';
import { MailServer } from '../support/mail-server.js';
import { story } from '../support/requirements.js';
import { ensureDevImage } from '../support/template-image.js';
import { tidyUp } from '../support/tidy-up.js';
import { CardClock } from './card-clock.js';
import { now, summary } from './summary.js';

const TIMES = 50;

story('docker stop in a terminal → event on the wire → the card says so', ['chromium', 'engine'], () => {
  let installation: Installation;
  let dashboard: DashboardPage;
  let clock: CardClock;
  const keep = tidyUp();

  beforeAll(async () => {
    await ensureDevImage();
    const mailbox = await keep(MailServer.start());
    installation = await keep(Installation.create({ runtime: 'docker', settings: mailbox.settings }));
    await installation.start();
    const page = await (await newVisitor(await keep(openChromium()))).newPage();
    clock = await CardClock.on(page);
    dashboard = await register(page, installation.url, `${installation.id}@example.com`, mailbox);
    await dashboard.card(DEV).press('Erstellen & Öffnen');
    await dashboard.card(DEV).shows('Läuft');
  }, 480_000);

  it(
    `${TIMES} times`,
    async () => {
      const container = `user-${installation.id}-dev-1`;
      const legs = { commandToDom: [], deathToWire: [], wireToDom: [], deathToDom: [] } as Record<string, number[]>;
      for (let time = 0; time < TIMES; time += 1) {
        await clock.expect('stopped', 'Gestoppt');
        const began = now();
        await docker(['stop', container]);
        const { told, shown } = await clock.times();
        const died = Date.parse((await inspectContainer(container)).State.FinishedAt);
        legs['commandToDom']?.push(shown - began);
        legs['deathToWire']?.push(told - died);
        legs['wireToDom']?.push(shown - told);
        legs['deathToDom']?.push(shown - died);
        await docker(['start', container]);
        await dashboard.card(DEV).shows('Läuft');
      }
      console.log(
        [
          `docker stop typed → card: ${summary(legs['commandToDom'] ?? [])}`,
          `container dead → event in the browser: ${summary(legs['deathToWire'] ?? [])}`,
          `event in the browser → card: ${summary(legs['wireToDom'] ?? [])}`,
          `container dead → card: ${summary(legs['deathToDom'] ?? [])}`,
        ].join('\n'),
      );
    },
    TIMES * 10_000,
  );
});
