import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { Installation } from '@spawner/kit/installation';
import { reply } from '@spawner/kit/mail-rules';
import { MailServer } from '@spawner/kit/mail-server';
import { askToRegister, followLink, openRegistration, sendAddress } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import type { Browser } from 'playwright-core';

describeWith(['chromium'], 'a mail that takes its time', () => {
  let mailbox: MailServer;
  let installation: Installation;
  let browser: Browser;
  let isOpen = false;
  const keep = tidyUp();

  beforeAll(async () => {
    mailbox = await keep(
      MailServer.start({
        onRcptTo: ({ address }, _session, done) => {
          if (address.startsWith('nobody@')) done(reply(550, '5.1.1 No such user here'));
          else done(isOpen ? null : reply(450, '4.2.0 Greylisted, see you later'));
        },
      }),
    );
    installation = await keep(Installation.create({ runtime: 'process', settings: mailbox.settings }));
    browser = await keep(openChromium());
  }, 90_000);

  it('the page says why, the product is killed and starts again, the mail arrives once, the page follows', async () => {
    const product = await installation.start();
    const visitor = await newVisitor(browser);
    const page = await visitor.newPage();
    await askToRegister(page, installation.url, 'late@example.com');
    await page.getByText('Der Mailserver nimmt die Mail noch nicht an.').waitFor();
    await page.getByText('„Greylisted, see you later“').waitFor();

    await product.program.stop('SIGKILL');
    isOpen = true;
    await installation.start();
    await page.getByText('Gesendet: Der Mailserver hat die Mail angenommen.').waitFor({ timeout: 40_000 });
    expect(mailbox.unread).toEqual(['late@example.com']);
    await followLink(page, await mailbox.linkFor('late@example.com'));
    await visitor.close();
  }, 120_000);

  it('address that does not exist: the page says so, with the words of the mail server', async () => {
    const visitor = await newVisitor(browser);
    const page = await visitor.newPage();
    await openRegistration(page, installation.url);
    await sendAddress(page, 'nobody@example.com');
    await page.getByRole('heading', { name: 'Diese Adresse gibt es nicht.' }).waitFor();
    await page.getByText('„No such user here“').waitFor();
    await visitor.close();
  });
});
