import { beforeAll, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { docker, inspectContainer } from '@spawner/kit/docker';
import { ensureDevImage } from '@spawner/kit/images';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { type DashboardPage, DEV } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { CardClock } from './card-clock.js';
import { now, summary } from './summary.js';

const TIMES = 50;

describeWith(['chromium', 'engine'], 'docker stop in a terminal → event in the browser → status on the card', () => {
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
