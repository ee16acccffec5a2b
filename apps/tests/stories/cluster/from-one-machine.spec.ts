import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { type DashboardPage, DEV } from '@spawner/kit/pages/dashboard';
import { askForLink, followLink, register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { ROOT } from '@spawner/kit/run';
import type { SwarmNode } from '@spawner/kit/swarm';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import { Cluster, URL } from '../support/cluster.js';
import { openThrough } from '../support/open-through.js';
import { answerTo } from '../support/same-origin.js';

const OPERATING = join(ROOT, 'docs/operating.md');
/** For a launch that also builds the image or copies it. */
const LONG = 180;
const FILES = { head: '<h1>Kopf</h1>', ann: '<h1>Anne</h1>' };
type Slug = keyof typeof FILES;
const PEOPLE = Object.keys(FILES) as Slug[];

describeWith(['chromium', 'cluster'], 'docs/cluster.md, from one machine to several', () => {
  let cluster: Cluster;
  let old: SwarmNode;
  const dashboards = new Map<Slug, DashboardPage>();
  const keep = tidyUp(180);

  const mailOf = (slug: Slug) => `${slug}@domain.com`;
  const on = (slug: Slug): DashboardPage => dashboards.get(slug) as DashboardPage;
  const launch = async (slug: Slug) => {
    await on(slug).card(DEV).press('Erstellen & Öffnen');
    await on(slug).card(DEV).shows('Läuft', LONG);
  };
  const serves = (slug: Slug) =>
    until(`the service of ${slug} serves its files`, LONG, async () => {
      const answer = await answerTo(on(slug).page, `${URL}/${slug}-dev/`).catch(() => null);
      return answer?.body === FILES[slug];
    });

  beforeAll(async () => {
    cluster = await keep(Cluster.create());
    old = cluster.first;
    await cluster.giveImages();
    await cluster.writeSettings({ ADMIN_EMAIL: mailOf('head') });
    // The images are there already.
    await cluster.type('docker compose up -d --no-build --wait');
  }, 1_200_000);

  it('one machine: two people launch containers, and put files into them', async () => {
    for (const slug of PEOPLE) {
      dashboards.set(slug, await register(await openThrough(old, keep), URL, mailOf(slug), cluster.mailbox));
      await launch(slug);
      await on(slug).card(DEV).upload('index.html', FILES[slug]);
      await serves(slug);
    }
  }, 600_000);

  it('backup of the old one, and its end', async () => {
    const [, commands = ''] = /^```sh\n(mkdir -p backup .*?)```/ms.exec(await readFile(OPERATING, 'utf8')) ?? [];
    const [folder = '', backup = ''] = commands.split('\n');
    expect(backup).toContain(' backup /backup/monday');
    await cluster.type(folder);
    await cluster.type(backup);
    for (const command of [
      'docker compose down',
      'docker rm --force $(docker ps -aq --filter label=spawner.user)',
      'docker network rm spawner',
    ])
      await cluster.type(cluster.page.quoted(command));
  }, 300_000);

  it('a cluster with the old settings, and the backup in it', async () => {
    const names = ['TRAEFIK_CERTRESOLVER', 'DOCKER_SUBNET', 'TRAEFIK_ADDRESS'];
    for (const name of names) cluster.page.quoted(name);
    await cluster.removeSettings('ACME_EMAIL', ...names);
    await cluster.prepare();
    await cluster.start();
    await cp(cluster.file('backup/monday'), old.path('/srv/spawner/backup/monday'), { recursive: true });
    await old.type('chown -R 1000 /srv/spawner/backup');
    await cluster.type(cluster.page.blocks('Backup and restore')[1] ?? '');
    await cluster.updated('spawner');
    await cluster.answersEverywhere();
  }, 900_000);

  it('people log in as before, and their next launch has their files, on the machine that has had them', async () => {
    for (const slug of PEOPLE) {
      const page = await openThrough(cluster.swarm.node('node-b'), keep);
      await page.goto(`${URL}/login`);
      await askForLink(page, mailOf(slug));
      dashboards.set(slug, await followLink(page, await cluster.mailbox.linkFor(mailOf(slug))));
      await on(slug).card(DEV).shows('Noch nicht erstellt', LONG);
      await launch(slug);
      await serves(slug);
      expect((await cluster.homeOf(slug)).name).toBe(old.name);
    }
  }, 600_000);

  it('without the old volumes files are spread over all machines', async () => {
    await old.type('docker service rm $(docker service ls --quiet --filter label=spawner.user)');
    const volumes = cluster.page.quoted('docker volume rm $(docker volume ls -q --filter label=spawner.user)');
    await until('the containers have ended', 60, () => cluster.type(volumes).catch(() => null));
    await cluster.type(cluster.page.blocks('Backup and restore')[1] ?? '');
    await cluster.updated('spawner');
    await cluster.answersEverywhere();
    for (const slug of PEOPLE) {
      await on(slug).card(DEV).shows('Noch nicht erstellt', LONG);
      await launch(slug);
      await serves(slug);
    }
    expect(new Set(await Promise.all(PEOPLE.map((slug) => cluster.homeOf(slug)))).size).toBe(2);
  }, 600_000);
});
