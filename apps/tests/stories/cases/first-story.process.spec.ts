import { beforeAll, expect, it } from '@jest/globals';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { DEV } from '@spawner/kit/pages/dashboard';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { isWhole } from '@spawner/kit/whole';
import { openServices } from '../support/open-services.js';
import { showsUploadedSite } from '../support/relative-links.js';
import { withoutNewerFeatures } from '../support/without-newer-features.js';

describeWith(
  ['chromium'],
  'the first story over local processes, in a browser as old as the oldest supported ones',
  () => {
    let mailbox: MailServer;
    let installation: Installation;
    const keep = tidyUp();

    beforeAll(async () => {
      mailbox = await keep(MailServer.start());
      installation = await keep(Installation.create({ runtime: 'process', settings: mailbox.settings }));
      await installation.start();
    }, 90_000);

    // The second template only in a whole run: its npm build takes half a minute, and the Docker story has it always.
    const opened = openServices(keep, () => ({ url: installation.url, slug: 'test', mailbox }), {
      prod: isWhole(),
      prepare: withoutNewerFeatures,
    });

    it('dashboard: warns that there is no isolation', async () => {
      await opened().dashboard.page.getByText('Ohne Isolation').waitFor();
    });

    it('uploaded site with relative links: opens with its stylesheet, and its links work', async () => {
      await showsUploadedSite(opened().dashboard, `${installation.url}/test-dev`);
    });

    it('log: in a menu that is closed at first; follows what the service writes', async () => {
      const card = opened().dashboard.card(DEV);
      expect(await card.locator.getByRole('button', { name: 'Protokoll' }).count()).toBe(0);
      const log = await card.openLog('Mehr');
      await log.locator.getByText('Neue Zeilen erscheinen von selbst.').waitFor();
      await log.close();
    });

    it('account menu: logs out', async () => {
      const { page } = opened().dashboard;
      await page.getByRole('button', { name: /^Konto von/ }).click();
      await page.getByRole('button', { name: 'Abmelden' }).click();
      await page.waitForURL('**/login');
    });
  },
);
