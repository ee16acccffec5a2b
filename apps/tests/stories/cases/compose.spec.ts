import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { docker, inspectContainer, installationOf, volumesOf } from '@spawner/kit/docker';
import { send } from '@spawner/kit/http';
import { Outbox } from '@spawner/kit/outbox';
import { DEV } from '@spawner/kit/pages/dashboard';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import { ComposeStack } from '../support/compose-stack.js';
import { openServices } from '../support/open-services.js';
import { showsUploadedSite } from '../support/relative-links.js';
import { answerTo } from '../support/same-origin.js';
import { startsAnew } from '../support/starts-anew.js';

const API = join(__dirname, '../../../api/src');
const OPERATING = readFileSync(join(__dirname, '../../../../docs/operating.md'), 'utf8');
const TRAEFIK_API = 'http://localhost:8080/api/http';

describeWith(['chromium', 'engine', 'compose'], 'the first story through Traefik, as in production', () => {
  let stack: ComposeStack;
  const keep = tidyUp(180);

  beforeAll(async () => {
    stack = await keep(ComposeStack.create());
    await stack.up();
  }, 960_000);

  const mailbox = new Outbox(() => stack.read('/api/outbox'));
  const opened = openServices(keep, () => ({ url: stack.url, slug: 'test', mailbox }));

  it.each(['dev', 'prod'])("user-test-%s-1 has the contract's labels and no others for Traefik", async (type) => {
    const { Labels } = (await inspectContainer(`user-test-${type}-1`)).Config;
    const worn = Object.entries(Labels).filter(([name]) => name.startsWith('traefik.'));
    expect(Object.fromEntries(worn)).toEqual(labelsOf(type));
  });

  it("Traefik's API: lists the router and its middleware", async () => {
    expect(await listed('routers')).toContainEqual(
      expect.objectContaining({ name: 'user1-dev@docker', rule: ruleOf('dev'), status: 'enabled' }),
    );
    expect(await listed('middlewares')).toContainEqual(
      expect.objectContaining({ name: 'user1-dev-strip@docker', stripPrefix: { prefixes: ['/test-dev'] } }),
    );
  });

  it("Traefik's API: reachable from this machine only", async () => {
    const addresses = Object.values(networkInterfaces())
      .flatMap((found) => found ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address);
    for (const address of addresses) {
      const answer = fetch(`http://${address}:8080/api/http/routers`, { signal: AbortSignal.timeout(2000) });
      await expect(answer).rejects.toThrow();
    }
    const gateway = await docker([
      ...['network', 'inspect', '--format', '{{(index .IPAM.Config 0).Gateway}}', stack.network],
    ]);
    for (const host of [gateway, 'traefik']) {
      const ask = `fetch('http://${host}:8080/api/http/routers',{signal:AbortSignal.timeout(3000)}).then(async r=>console.log(r.ok&&await r.text()),()=>console.log('unreachable'))`;
      expect(await docker(['exec', 'user-test-prod-1', 'node', '-e', ask])).not.toContain('user1-dev');
    }
  });

  it('container names: as operators know them', async () => {
    const names = (await docker(['ps', '--format', '{{.Names}}'])).split('\n');
    expect(names).toEqual(expect.arrayContaining(['spawner', 'traefik', 'user-test-dev-1', 'user-test-prod-1']));
  });

  it.each(['pause', 'stop'])('after docker %s, opening the address brings the service back', async (command) => {
    const { dashboard, devTab } = opened();
    await docker([command, 'user-test-dev-1']);
    await dashboard.card(DEV).shows(command === 'pause' ? 'Pausiert' : 'Gestoppt');
    await devTab.goto(`${stack.url}/test-dev`);
    await devTab.waitForURL(`${stack.url}/test-dev/`);
    await devTab.getByRole('heading', { name: 'Willkommen bei nginx!' }).waitFor();
    await dashboard.card(DEV).shows('Läuft');
  });

  it('engine guard: allows every action of a card', async () => {
    const { dashboard } = opened();
    const card = dashboard.card(DEV);
    const installation = await installationOf('user-test-dev-1');
    await showsUploadedSite(dashboard, `${stack.url}/test-dev`);
    await card.upload('index.html', '<h1>Hallo</h1>');
    const log = await card.openLog('Mehr');
    expect(await answerTo(dashboard.page, `${stack.url}/test-dev`)).toEqual({ status: 200, body: '<h1>Hallo</h1>' });
    await log.shows('GET / HTTP');
    await log.close();
    await startsAnew('user-test-dev-1', () => card.press('Neu starten'));
    await card.shows('Läuft');
    await startsAnew('user-test-dev-1', () => card.confirm('Neu erstellen'));
    await card.shows('Läuft');
    expect((await answerTo(dashboard.page, `${stack.url}/test-dev`)).body).toBe('<h1>Hallo</h1>');
    await card.confirm('Entfernen', /^Auch gespeicherte Dateien löschen/);
    await card.shows('Noch nicht erstellt', 30);
    expect(await volumesOf('user-test-dev-1', installation)).toEqual([]);
  }, 120_000);

  it('material that a teacher uploads: in the volume, which belongs to the user of the image', async () => {
    const status = await opened().dashboard.page.evaluate(async () => {
      const made = await fetch('/api/classes', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: '7b', templates: ['dev'] }),
      });
      const { id } = (await made.json()) as { id: number };
      const path = `/api/class/${String(id)}/materials?name=Task&type=dev&file=a.txt`;
      const headers = { 'content-type': 'application/octet-stream' };
      return (await fetch(path, { method: 'POST', headers, body: 'text' })).status;
    });
    expect(status).toBe(201);
    expect(await stack.type('docker compose exec -T spawner find /var/lib/spawner/files -type f')).toMatch(
      /files\/\S+/,
    );
  });

  it('backup commands of docs/operating.md: make a backup and restore it', async () => {
    const { dashboard } = opened();
    const card = dashboard.card(DEV);
    const lines = commandsOf('Backup and restore');
    const stop = lines.findIndex((line) => line.includes(' stop '));
    await card.press('Erstellen & Öffnen');
    await card.shows('Läuft');
    await card.upload('index.html', '<h1>Gesichert</h1>');
    for (const line of lines.slice(0, stop)) await stack.type(line);
    await card.upload('index.html', '<h1>Verloren</h1>');
    for (const line of lines.slice(stop)) await stack.type(line);
    // Removed by the restore; the new container has the restored files.
    await card.shows('Noch nicht erstellt', 60);
    await card.press('Erstellen & Öffnen');
    await card.shows('Läuft');
    expect((await answerTo(dashboard.page, `${stack.url}/test-dev`)).body).toBe('<h1>Gesichert</h1>');
  }, 300_000);

  it('Spawner is away: 503 until it is back, for the page is not gone', async () => {
    const { host, port } = new URL(stack.url);
    const statusOf = async () => (await send(Number(port), '/login', { headers: { host } })).status;
    await docker(['stop', 'spawner']);
    await until('Traefik has no Spawner any more', 30, async () => (await statusOf()) === 503);
    await docker(['start', 'spawner']);
    await until('the dashboard is back', 60, async () => {
      const status = await statusOf();
      if (status !== 200) expect(status).toBe(503);
      return status === 200;
    });
  }, 120_000);

  /** The labels of the golden file with the values of this stack, without TLS: it has no certificates. */
  function labelsOf(type: string): Record<string, string> {
    const golden = readFileSync(join(API, 'gateway/traefik/traefik-labels.golden.json'), 'utf8')
      .replaceAll('user1-dev', `user1-${type}`)
      .replaceAll('test-dev', `test-${type}`)
      .replaceAll('coder.domain.com', 'coder.localhost')
      .replaceAll('http://127.0.0.1:5000', stack.gateway);
    const labels = Object.entries(JSON.parse(golden) as Record<string, string>);
    const values = {
      'traefik.docker.network': stack.network,
      [`traefik.http.routers.user1-${type}.entrypoints`]: 'web',
    };
    return { ...Object.fromEntries(labels.filter(([name]) => !/\.tls(\.|$)/.test(name))), ...values };
  }

  /** The shell commands of a section of docs/operating.md. */
  const commandsOf = (section: string): string[] =>
    OPERATING.split(`\n## ${section}\n`)[1]
      ?.split('\n## ')[0]
      ?.match(/^(mkdir|docker compose) .*$/gm) ?? [];

  const ruleOf = (type: string): string =>
    `Host(\`coder.localhost\`) && (Path(\`/test-${type}\`) || PathPrefix(\`/test-${type}/\`))`;

  async function listed(kind: 'routers' | 'middlewares'): Promise<unknown> {
    return (await fetch(`${TRAEFIK_API}/${kind}`, { signal: AbortSignal.timeout(5000) })).json();
  }
});
