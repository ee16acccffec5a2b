import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, it } from '@jest/globals';
import { type DashboardPage, DEV } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import type { SwarmNode } from '@spawner/kit/swarm';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import { Cluster, URL } from '../support/cluster.js';
import { openThrough } from '../support/open-through.js';
import { VolumePlugin } from '../support/volume-plugin.js';

const EMAIL = 'head@domain.com';
const DRIVER = 'everywhere';
/** For a launch that also builds the image or copies it, and for what moves. */
const LONG = 180;

describeWith(['chromium', 'cluster'], "people's files where all machines reach them", () => {
  let cluster: Cluster;
  let dashboard: DashboardPage;
  let home: SwarmNode;
  const keep = tidyUp(180);

  const through = async (machine: SwarmNode, shows: string) => {
    const visitor = await openThrough(machine, keep);
    await visitor.context().addCookies(await dashboard.page.context().cookies());
    await visitor.goto(`${URL}/head-dev/`);
    await visitor.getByRole('heading', { name: shows }).waitFor();
  };

  beforeAll(async () => {
    cluster = await keep(Cluster.create());
    const folder = await mkdtemp(join(tmpdir(), 'spawner-files-'));
    await keep(Promise.resolve({ close: () => rm(folder, { recursive: true, force: true }) }));
    await keep(VolumePlugin.start(DRIVER, folder, cluster.swarm.nodes));
    await cluster.prepare();
    await cluster.writeSettings({ VOLUME_DRIVER: DRIVER, ADMIN_EMAIL: EMAIL });
    await cluster.removeSettings('ACME_EMAIL');
    await cluster.start();
  }, 1_200_000);

  it('launched on one machine: visited through another', async () => {
    dashboard = await register(await openThrough(cluster.swarm.node('node-b'), keep), URL, EMAIL, cluster.mailbox);
    const card = dashboard.card(DEV);
    await card.press('Erstellen & Öffnen');
    await card.shows('Läuft', LONG);
    await card.upload('index.html', '<h1>Hallo</h1>');
    home = await cluster.homeOf('head');
    for (const machine of cluster.swarm.nodes) await through(machine, 'Hallo');
  }, 600_000);

  it('machine is drained: the container moves to another one, with its files', async () => {
    const console = await dashboard.page.context().newPage();
    await console.goto(`${URL}/admin/machines`);
    await console.getByRole('button', { name: `Räumen: ${home.name}` }).click();
    await console.getByRole('dialog').getByRole('button', { name: 'Räumen' }).click();
    await console.getByRole('dialog').waitFor({ state: 'hidden' });
    await console.getByText('wird geräumt').first().waitFor();
    await until('it runs on another machine', LONG, async () => {
      const found = await cluster.homeOf('head').catch(() => home);
      return found !== home;
    });
    await dashboard.card(DEV).shows('Läuft', LONG);
    for (const machine of cluster.swarm.nodes.filter((each) => each !== home)) await through(machine, 'Hallo');
  }, 600_000);
});
