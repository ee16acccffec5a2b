import { beforeAll, it } from '@jest/globals';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { isWhole } from '@spawner/kit/whole';
import { openServices } from '../support/open-services.js';
import { showsUploadedSite } from '../support/relative-links.js';

describeWith(['chromium'], 'the first story over local processes', () => {
  let mailbox: MailServer;
  let installation: Installation;
  const keep = tidyUp();

  beforeAll(async () => {
    mailbox = await keep(MailServer.start());
    installation = await keep(Installation.create({ runtime: 'process', settings: mailbox.settings }));
    await installation.start();
  }, 90_000);

  // The second template only in a whole run: its npm build takes half a minute, and the Docker story has it always.
  const opened = openServices(keep, () => ({ url: installation.url, slug: 'test', mailbox }), { prod: isWhole() });

  it('uploaded site with relative links: opens with its stylesheet, and its links work', async () => {
    await showsUploadedSite(opened().dashboard, `${installation.url}/test-dev`);
  });

  it('dashboard: warns that there is no isolation', async () => {
    await opened().dashboard.page.getByText('Ohne Isolation').waitFor();
  });
});
