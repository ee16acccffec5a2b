import { beforeAll, it } from '@jest/globals';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { tellFirstStory } from '../support/first-story.js';

describeWith(['chromium'], 'the first story over local processes', () => {
  let mailbox: MailServer;
  let installation: Installation;
  const keep = tidyUp();

  beforeAll(async () => {
    mailbox = await keep(MailServer.start());
    installation = await keep(Installation.create({ runtime: 'process', settings: mailbox.settings }));
    await installation.start();
  }, 90_000);

  const told = tellFirstStory(keep, () => ({ url: installation.url, slug: 'test', mailbox }));

  it('says that there is no isolation', async () => {
    await told().dashboard.page.getByText('Ohne Isolation').waitFor();
  });
});
