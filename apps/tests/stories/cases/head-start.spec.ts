import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { containersOn, inspectContainer } from '@spawner/kit/docker';
import { ensureDevImage } from '@spawner/kit/images';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { type Card, DEV } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';

describeWith(['chromium', 'engine'], 'pointer rests on the button: the click opens what is prepared', () => {
  let installation: Installation;
  let card: Card;
  const keep = tidyUp();

  beforeAll(async () => {
    await ensureDevImage();
    const mailbox = await keep(MailServer.start());
    installation = await keep(Installation.create({ runtime: 'docker', settings: mailbox.settings }));
    await installation.start();
    const browser = await keep(openChromium());
    const page = await (await newVisitor(browser)).newPage();
    card = (await register(page, installation.url, `${installation.id}@example.com`, mailbox)).card(DEV);
  }, 90_000);

  it('pointer on Erstellen & Öffnen: container held, card unchanged; then the click opens its page', async () => {
    await card.locator.getByRole('button', { name: 'Erstellen & Öffnen' }).hover();
    const [name] = await until('the container', 15, async () => {
      const names = await containersOn(installation.network);
      return names.length === 1 && names;
    });
    const held = await until('it is held', 15, async () => {
      const found = await inspectContainer(name ?? '');
      return found.State.Status === 'paused' && found;
    });
    await card.shows('Noch nicht erstellt');
    const tab = await card.pressForTab('Erstellen & Öffnen');
    await tab.getByRole('heading', { name: 'Willkommen bei nginx!' }).waitFor();
    await card.shows('Läuft');
    expect(await inspectContainer(name ?? '')).toMatchObject({ Id: held.Id, State: { Status: 'running' } });
  });
});
