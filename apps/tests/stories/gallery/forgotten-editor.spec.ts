import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { inspectContainer } from '@spawner/kit/docker';
import { Laptop } from '@spawner/kit/laptop';
import { MailServer } from '@spawner/kit/mail-server';
import type { DashboardPage } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { ROOT } from '@spawner/kit/run';
import { writeTemplates } from '@spawner/kit/templates';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import type { Page } from 'playwright-core';
import { behindTraefik, type GatewayUnderTest } from '../support/gateways.js';
import { openTerminal } from './apps/code.js';

const TYPES = ['forgotten', 'typed'];
/** Measured four times in it: the editor's own messages are not spread evenly over a shorter time. */
const PAUSE_SECONDS = 120;
const STEP_MS = 60_000;

describeWith(['chromium', 'engine', 'gallery', 'laptop', 'traefik'], 'VS Code behind Traefik', () => {
  let gateway: GatewayUnderTest;
  let dashboard: DashboardPage;
  let folder: string;
  const keep = tidyUp();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawner-editors-'));
    await writeTwoEditors(folder);
    const mailbox = await keep(MailServer.start());
    const settings = { TEMPLATES_DIR: folder, GUARD_MAX_MEMORY: '1g', GUARD_MAX_CPU_QUOTA: '100000' };
    gateway = await behindTraefik(keep, { ...mailbox.settings, ...settings });
    const laptop = await keep(Laptop.connect());
    const browser = await keep(openChromium([`--host-resolver-rules=MAP * ${laptop.server}`], laptop.chromium));
    const visitor = await newVisitor(browser);
    visitor.setDefaultTimeout(STEP_MS);
    dashboard = await register(await visitor.newPage(), gateway.url, `${gateway.installation.id}@example.com`, mailbox);
  }, 120_000);

  afterAll(() => rm(folder, { recursive: true }));

  it('one key every two seconds in the terminal: stays awake; forgotten tab: paused, back after a reload', async () => {
    const forgotten = await open('forgotten');
    const typed = await open('typed');
    await until('the forgotten one is paused', 4 * PAUSE_SECONDS, async () => {
      await typed.keyboard.type('ab', { delay: 2000 });
      return (await stateOf('forgotten')) === 'paused';
    });
    expect(await stateOf('typed')).toBe('running');
    await forgotten.reload();
    await forgotten.locator('.explorer-folders-view').waitFor();
    expect(await stateOf('forgotten')).toBe('running');
  }, 900_000);

  const open = async (type: string): Promise<Page> => {
    const tab = await dashboard.card(type).pressForTab('Erstellen & Öffnen');
    // Long enough to build the image.
    await dashboard.card(type).shows('Läuft', 600);
    await openTerminal(tab);
    return tab;
  };

  const stateOf = async (type: string): Promise<string> =>
    (await inspectContainer(`user-${gateway.installation.id}-${type}-1`)).State.Status;
});

/** The template of the gallery twice, with less time until it is paused. */
async function writeTwoEditors(folder: string): Promise<void> {
  const files = join(ROOT, 'docker/gallery/code');
  const bundled = JSON.parse(await readFile(join(files, 'template.json'), 'utf8')) as { image: string; idle: object };
  const { image, idle } = bundled;
  await writeTemplates(folder, Object.fromEntries(TYPES.map((type) => [type, { image, files }])));
  for (const type of TYPES) {
    const changed = { ...bundled, display_name: type, idle: { ...idle, pause: PAUSE_SECONDS } };
    await writeFile(join(folder, type, 'template.json'), JSON.stringify(changed));
  }
}
