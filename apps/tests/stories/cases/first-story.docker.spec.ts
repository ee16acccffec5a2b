import { beforeAll, expect, it } from '@jest/globals';
import { containersOn, docker, inspectContainer } from '@spawner/kit/docker';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { DEV, PROD } from '@spawner/kit/pages/dashboard';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { openServices } from '../support/open-services.js';
import { showsUploadedSite } from '../support/relative-links.js';
import { servicesOfOthers } from '../support/services-of-others.js';

describeWith(['chromium', 'engine'], 'the first story over Docker', () => {
  let mailbox: MailServer;
  let installation: Installation;
  let dev: string;
  let prod: string;
  const keep = tidyUp();

  beforeAll(async () => {
    mailbox = await keep(MailServer.start());
    installation = await keep(Installation.create({ runtime: 'docker', settings: mailbox.settings }));
    // The engine's container names are shared, so the slug must differ from another installation's `test`.
    dev = `user-${installation.id}-dev-1`;
    prod = `user-${installation.id}-prod-1`;
    await installation.start();
  }, 90_000);

  const newcomer = () => ({ url: installation.url, slug: installation.id, mailbox });
  const opened = openServices(keep, newcomer);
  servicesOfOthers(newcomer, opened);

  it('both services launched: exactly two containers', async () => {
    expect(await containersOn(installation.network)).toEqual([dev, prod].sort());
  });

  it.each(['dev', 'prod'])('docker inspect shows name, environment, limits and user of %s', async (type) => {
    const { Name, Config, HostConfig } = await inspectContainer(type === 'dev' ? dev : prod);
    expect(Name).toBe(`/user-${installation.id}-${type}-1`);
    expect(Config.Env).toEqual(
      expect.arrayContaining(['USER_ID=1', `USER_SLUG=${installation.id}`, `CONTAINER_TYPE=${type}`]),
    );
    expect(Config.Env.filter((variable) => /JWT|SMTP|DATABASE|SECRET|PASSWORD/.test(variable))).toEqual([]);
    expect(Config.User).toMatch(/^(?!0(:|$)|root)\w+/);
    expect(HostConfig).toMatchObject({
      Memory: 512 * 1024 ** 2,
      CpuPeriod: 100_000,
      CpuQuota: 50_000,
      RestartPolicy: { Name: 'unless-stopped' },
    });
  });

  it('uploaded site with relative links: opens with its stylesheet, and its links work', async () => {
    await showsUploadedSite(opened().dashboard, `${installation.url}/${installation.id}-dev`);
  });

  it('removed container: launch creates a new one', async () => {
    const card = opened().dashboard.card(DEV);
    const before = await inspectContainer(dev);
    await docker(['rm', '--force', dev]);
    await card.shows('Noch nicht erstellt');
    await card.press('Erstellen & Öffnen');
    await card.shows('Läuft');
    expect((await inspectContainer(dev)).Id).not.toBe(before.Id);
  });

  it('stopped container: launch starts the same one', async () => {
    const card = opened().dashboard.card(PROD);
    const before = await inspectContainer(prod);
    await docker(['stop', prod]);
    await card.shows('Gestoppt');
    await card.press('Starten & Öffnen');
    await card.shows('Läuft');
    expect(await inspectContainer(prod)).toMatchObject({ Id: before.Id, State: { Status: 'running' } });
  });
});
