import { beforeAll, expect, it } from '@jest/globals';
import { openChromium } from '@spawner/kit/chromium';
import { Installation } from '@spawner/kit/installation';
import { Laptop } from '@spawner/kit/laptop';
import { Outbox } from '@spawner/kit/outbox';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { openServices } from '../support/open-services.js';

describeWith(['chromium', 'laptop'], 'the first story from another machine, over plain HTTP', () => {
  let laptop: Laptop;
  let installation: Installation;
  const keep = tidyUp();

  beforeAll(async () => {
    laptop = await keep(Laptop.connect());
    installation = await keep(Installation.create({ runtime: 'process', settings: { HOST: '0.0.0.0' } }));
    await installation.start();
  }, 90_000);

  const opened = openServices(
    keep,
    () => ({
      url: `http://${laptop.server}:${installation.port}`,
      slug: 'test',
      mailbox: new Outbox(async () => (await installation.request('/api/outbox')).text),
    }),
    { prod: false, openBrowser: () => openChromium([], laptop.chromium) },
  );

  it('dashboard: tells the admin that the traffic can be read', async () => {
    await opened().dashboard.page.getByText('Unverschlüsselt: Wer den Datenverkehr mitliest').waitFor();
  });

  it('logout and back: the cookies of the login are gone, and the service asks for a login', async () => {
    const { dashboard, devTab } = opened();
    await dashboard.page.getByRole('button', { name: 'Konto von test@example.com' }).click();
    await dashboard.page.getByRole('button', { name: 'Abmelden', exact: true }).click();
    await dashboard.page.waitForURL('**/login');
    await devTab.reload();
    await devTab.waitForURL(`http://${laptop.server}:${installation.port}/login?next=*`);
    expect(await dashboard.page.context().cookies()).not.toContainEqual(
      expect.objectContaining({ name: 'spawner_visit' }),
    );
  });
});
