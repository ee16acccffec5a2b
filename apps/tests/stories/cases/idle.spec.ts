import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { inspectContainer } from '@spawner/kit/docker';
import { ensureDevImage } from '@spawner/kit/images';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { type Card, DEV } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import type { Browser, Page } from 'playwright-core';
import { ForgottenTab } from '../support/forgotten-tab.js';

/** Seconds since the last use; the product checks every five seconds. */
const REST = { pause: 2, stop: 20 };
const REST_SECONDS = 45;

describeWith(['chromium', 'engine'], 'containers without use: rest, and wake when opened', () => {
  let installation: Installation;
  let browser: Browser;
  let dashboard: Page;
  let card: Card;
  let forgotten: ForgottenTab;
  let container: string;
  let url: string;
  const keep = tidyUp();

  beforeAll(async () => {
    await ensureDevImage();
    const mailbox = await keep(MailServer.start());
    const settings = {
      ...mailbox.settings,
      CONTAINER_IDLE_TIMEOUT: String(REST.pause),
      CONTAINER_STOP_TIMEOUT: String(REST.stop),
    };
    installation = await keep(Installation.create({ runtime: 'docker', settings }));
    await installation.start();
    browser = await keep(openChromium());
    dashboard = await (await newVisitor(browser)).newPage();
    const slug = installation.id;
    card = (await register(dashboard, installation.url, `${slug}@example.com`, mailbox)).card(DEV);
    container = `user-${slug}-dev-1`;
    url = `${installation.url}/${slug}-dev`;
  }, 480_000);

  it('forgotten tab that polls: does not keep its container awake', async () => {
    const tab = await card.pressForTab('Erstellen & Öffnen');
    await card.shows('Läuft');
    await card.upload('index.html', ForgottenTab.html);
    await tab.reload();
    forgotten = new ForgottenTab(tab);
    await card.shows('Pausiert', REST_SECONDS);
    await card.shows(/^Pausiert seit .+, weil niemand den Service benutzt hat$/);
    await card.shows(/^Wird .+ gestoppt, wenn niemand den Service benutzt$/);
  });

  it('forgotten tab that polls: does not wake a paused container', async () => {
    await forgotten.isRefused(5);
    expect(await stateOf(container)).toBe('paused');
  });

  it('paused container, address opened: answers with its page', async () => {
    expect(await open()).toBe(200);
    await card.shows('Läuft');
  });

  it('paused container: stopped later, and not woken by the forgotten tab', async () => {
    await card.shows('Gestoppt', REST_SECONDS);
    await card.shows(/^Gestoppt seit .+, weil niemand den Service benutzt hat$/);
    await forgotten.isRefused(5);
    expect(await stateOf(container)).toBe('exited');
  });

  it('stopped container, address opened: its page, after a waiting page if the start is slow', async () => {
    expect([200, 503]).toContain(await open());
    await card.shows('Läuft');
  });

  /** Status of the first answer; waits until the page is shown. */
  async function open(): Promise<number | undefined> {
    const page = await dashboard.context().newPage();
    const response = await page.goto(url);
    await page.getByRole('heading', { name: ForgottenTab.title }).waitFor();
    await page.close();
    return response?.status();
  }
});

const stateOf = async (container: string): Promise<string> => (await inspectContainer(container)).State.Status;
