import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { inspectContainer } from '@spawner/kit/docker';
import { ownImage } from '@spawner/kit/images';
import { MailServer } from '@spawner/kit/mail-server';
import type { DashboardPage } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { ROOT, uniqueId } from '@spawner/kit/run';
import { writeTemplates } from '@spawner/kit/templates';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import type { Page } from 'playwright-core';
import { behindTraefik, type GatewayUnderTest } from '../support/gateways.js';

const image = `spawner-${uniqueId('i')}:chat`;
/** A heartbeat every second is 1300 bytes a minute; the tab that is used sends some 20 000 and more. */
const template = { image, settings: { idle: { pause: 8, stop: null, traffic: 6000 } } };
const REST_SECONDS = 45;

describeWith(['chromium', 'engine', 'traefik'], 'an app that only uses its WebSocket, behind Traefik', () => {
  let gateway: GatewayUnderTest;
  let dashboard: DashboardPage;
  let folder: string;
  const keep = tidyUp();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawner-traffic-'));
    await writeTemplates(folder, { forgotten: template, written: template });
    await keep(ownImage(image, { from: join(ROOT, 'docker/mimic'), args: { MODE: 'chat' } }));
    const mailbox = await keep(MailServer.start());
    gateway = await behindTraefik(keep, { ...mailbox.settings, TEMPLATES_DIR: folder });
    const browser = await keep(openChromium(['--host-resolver-rules=MAP coder.localhost 127.0.0.1']));
    const page = await (await newVisitor(browser)).newPage();
    dashboard = await register(page, gateway.url, `${gateway.installation.id}@example.com`, mailbox);
  }, 240_000);

  afterAll(() => rm(folder, { recursive: true }));

  it('tab with a heartbeat: paused; tab that is written in: not', async () => {
    await open('forgotten');
    const written = await open('written');
    const text = written.getByRole('textbox');
    let changes = 0;
    await until('the forgotten one is paused', REST_SECONDS, async () => {
      await text.fill(String((changes += 1)).padEnd(200, '.'));
      return (await stateOf('forgotten')) === 'paused';
    });
    expect(await stateOf('written')).toBe('running');
  });

  /** Resolves when its WebSocket is open. */
  const open = async (type: string): Promise<Page> => {
    const tab = await dashboard.card(type).pressForTab('Erstellen & Öffnen');
    await tab.waitForFunction(() => document.title === 'open');
    return tab;
  };

  const stateOf = async (type: string): Promise<string> =>
    (await inspectContainer(`user-${gateway.installation.id}-${type}-1`)).State.Status;
});
