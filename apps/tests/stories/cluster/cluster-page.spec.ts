import { beforeAll, expect, it } from '@jest/globals';
import { type DashboardPage, DEV } from '@spawner/kit/pages/dashboard';
import { followLink, register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import type { SwarmNode } from '@spawner/kit/swarm';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import { Cluster, URL } from '../support/cluster.js';
import { openThrough } from '../support/open-through.js';
import { answerTo } from '../support/same-origin.js';

/** Commands of the page that this cannot type. */
const NOT_TYPED = [
  // There is no registry.
  'docker build -f docker/api.Dockerfile -t registry.domain.com/spawner/spawner .',
  'docker build -f docker/guard.Dockerfile -t registry.domain.com/spawner/spawner-guard .',
  'docker push registry.domain.com/spawner/spawner',
  'docker push registry.domain.com/spawner/spawner-guard',
  // There is no file server.
  'VOLUME_DRIVER=local',
  'VOLUME_OPTIONS=type=nfs;o=addr=192.0.2.5,rw,nfsvers=4;device=:/srv/people/{name}',
];
/** Also where the doctor ends with 1. */
const reported = (block: string): string => `set +e\n${block}\ntrue`;
/** For a launch that also builds the image and copies it, and for what moves. */
const LONG = 180;
/** Who read all the time while an upgrade runs. */
const VISITORS = 4;

describeWith(['chromium', 'cluster'], 'docs/cluster.md, followed on three fresh machines', () => {
  let cluster: Cluster;
  let printed: string;
  let admin: DashboardPage;
  let ann: DashboardPage;
  /** Who has a container on a machine without Spawner, and that machine. */
  let person: { readonly dashboard: DashboardPage; readonly slug: string };
  let home: SwarmNode;
  let elsewhere: SwarmNode;
  const keep = tidyUp(180);

  const open = (through: SwarmNode) => openThrough(through, keep);
  const service = () => `${URL}/${person.slug}-dev/`;
  /** Waits, because Chromium ends requests when an interface of the machine comes or goes. */
  const serves = (content: string) =>
    until(`the service serves ${content}`, LONG, async () => {
      const answer = await answerTo(person.dashboard.page, service()).catch(() => null);
      return answer?.body === content;
    });

  beforeAll(async () => {
    cluster = await keep(Cluster.create());
    await cluster.prepare();
    // The visitors of the upgrade are one person.
    await cluster.writeSettings({ REQUEST_LIMIT: '100000' });
    await cluster.removeSettings('ACME_EMAIL');
    printed = await cluster.start();
  }, 1_200_000);

  it('set up: the dashboard answers through each machine, and the setup code makes the first admin', async () => {
    const [, code = ''] = /setup code (\w{4}-\w{4})/.exec(printed) ?? [];
    const page = await open(cluster.swarm.node('node-b'));
    await page.goto(`${URL}/register`);
    await page.getByLabel('Mailadresse').fill('head@domain.com');
    await page.getByLabel('Einrichtungscode').fill(code);
    await page.getByRole('button', { name: 'Magic Link senden' }).click();
    admin = await followLink(page, await cluster.mailbox.linkFor('head@domain.com'));
    ann = await register(await open(cluster.swarm.node('node-c')), URL, 'ann@domain.com', cluster.mailbox);
  }, 120_000);

  it('launched on one machine: visited through another', async () => {
    const people = { head: admin, ann };
    for (const dashboard of Object.values(people)) {
      await dashboard.card(DEV).press('Erstellen & Öffnen');
      await dashboard.card(DEV).shows('Läuft', LONG);
    }
    // New files go to the machine with the fewest, so the two are on different ones.
    const homes = await Promise.all(Object.keys(people).map((slug) => cluster.homeOf(slug)));
    expect(new Set(homes).size).toBe(2);
    const [slug, dashboard] = homes[0] === cluster.first ? (['ann', ann] as const) : (['head', admin] as const);
    person = { slug, dashboard };
    home = await cluster.homeOf(slug);
    elsewhere = cluster.swarm.nodes.find((node) => node !== home && node !== cluster.first) ?? cluster.first;
    await dashboard.card(DEV).upload('index.html', '<h1>Hallo</h1>');

    const visitor = await open(elsewhere);
    await visitor.context().addCookies(await dashboard.page.context().cookies());
    await visitor.goto(service());
    await visitor.getByRole('heading', { name: 'Hallo' }).waitFor();
  }, 600_000);

  it('machine is drained: the card waits for it, honestly; machine is back: the files are there', async () => {
    const card = person.dashboard.card(DEV);
    const console = await admin.page.context().newPage();
    await console.goto(`${URL}/admin/machines`);
    const press = async (button: string) => {
      await console.getByRole('button', { name: `${button}: ${home.name}` }).click();
      await console.getByRole('dialog').getByRole('button', { name: button }).click();
      await console.getByRole('dialog').waitFor({ state: 'hidden' });
    };
    await press('Räumen');
    await card.shows('Wartet auf Maschine', LONG);
    await card.shows(`Wartet auf Maschine ${home.name} (Ihre Dateien liegen dort)`);
    await press('In Betrieb nehmen');
    await card.shows('Läuft', LONG);
    await serves('<h1>Hallo</h1>');
    await console.close();

    // The same by the commands of the page.
    const drain = cluster.page.quoted('docker node update --availability drain server-b');
    cluster.page.quoted('--availability active');
    await cluster.type(drain.replace('server-b', home.name));
    await card.shows('Wartet auf Maschine', LONG);
    await cluster.type(drain.replace('server-b', home.name).replace('drain', 'active'));
    await card.shows('Läuft', LONG);
    await serves('<h1>Hallo</h1>');
  }, 600_000);

  it('upgrade with a migration: the service of a person and the list of containers answer all the time', async () => {
    await cluster.newVersion('2.1');
    const failed: string[] = [];
    let asked = 0;
    const upgrade = new AbortController();
    const visit = async () => {
      while (!upgrade.signal.aborted) {
        asked += 1;
        for (const url of [service(), `${URL}/api/user/containers`]) {
          const status = await answerTo(person.dashboard.page, url).then(
            (answer) => answer.status,
            (error: unknown) => String(error),
          );
          if (status !== 200) failed.push(`${url}: ${String(status)}`);
        }
      }
    };
    const visits = Promise.all(Array.from({ length: VISITORS }, visit));
    await cluster.type(cluster.page.quoted('docker/swarm/deploy.sh'));
    await cluster.updated('spawner', 'guard', 'engine-readonly');
    upgrade.abort();
    await visits;
    expect(
      await cluster.first.type(
        "docker service ps spawner_spawner --filter desired-state=running --format '{{.Image}}'",
      ),
    ).toBe('spawner:2.1\nspawner:2.1\n');
    const migrated = "SELECT count(*) FROM migrations WHERE name = 'Later1999999999999'";
    expect(await cluster.query(migrated)).toBe('1');
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(0);
  }, 600_000);

  it('certificates: new ones come to every machine', async () => {
    const serial = await cluster.newWebCertificate();
    await cluster.type(cluster.page.block('Certificates'));
    for (const node of cluster.swarm.nodes)
      await until(
        `${node.name} shows the new certificate`,
        LONG,
        async () => (await cluster.serialAt(node)) === serial,
      );
    await cluster.type(
      cluster.page
        .quoted('certificates.sh internal --renew --ca FOLDER')
        .replace('FOLDER', 'cluster-ca')
        .replace(/^/, 'docker/swarm/'),
    );
    await cluster.type('docker/swarm/deploy.sh');
    await cluster.updated('spawner', 'guard', 'traefik');
    await serves('<h1>Hallo</h1>');
  }, 600_000);

  it('backup and restore: files are those of the backup', async () => {
    const card = person.dashboard.card(DEV);
    const [backup = '', restore = ''] = cluster.page.blocks('Backup and restore');
    await cluster.type(backup);
    await card.upload('index.html', '<h1>Verloren</h1>');
    await serves('<h1>Verloren</h1>');
    await cluster.type(restore);
    await cluster.updated('spawner');
    await cluster.answersEverywhere();
    await card.shows('Noch nicht erstellt', LONG);
    await card.press('Erstellen & Öffnen');
    await card.shows('Läuft', LONG);
    await serves('<h1>Hallo</h1>');
  }, 600_000);

  it('machine leaves the cluster and comes back as a fresh one', async () => {
    await cluster.remove(elsewhere);
    expect(await cluster.first.type("docker node ls --format '{{.Hostname}}'")).not.toContain(elsewhere.name);
    await cluster.add(elsewhere);
    await cluster.answersEverywhere();
    await serves('<h1>Hallo</h1>');
  }, 600_000);

  it('doctor: finds nothing that is broken', async () => {
    const [all = '', inside = ''] = cluster.page.blocks('When something is wrong');
    let report = '';
    // What runs on the machine that has come back starts by itself.
    await until('nothing is missing', LONG, async () => {
      report = await cluster.type(reported(all));
      return report.includes(' 0 missing');
    }).catch((error: unknown) => {
      throw new Error(report, { cause: error });
    });
    for (const node of cluster.swarm.nodes) {
      const seen = await cluster.type(reported(inside), node);
      expect(seen).toContain(' 0 missing');
      expect(seen).toContain('from inside: a neighbour');
    }
    await cluster.type(cluster.page.quoted('docker stack ps spawner --no-trunc'));
  }, 300_000);

  it('page: every command was typed, except those that are named', () => {
    expect(cluster.page.left).toEqual(NOT_TYPED);
  });
});
