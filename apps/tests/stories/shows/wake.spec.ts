import { beforeAll, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { inspectContainer } from '@spawner/kit/docker';
import { ensureDevImage } from '@spawner/kit/images';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { type Card, DEV } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import { Person } from '@spawner/kit/person';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import type { Page } from 'playwright-core';
import { ForgottenTab } from '../support/forgotten-tab.js';
import { now, summary } from './summary.js';

const TIMES = 20;
const WATCH_SECONDS = 20;

describeWith(['chromium', 'engine'], 'time until a resting container answers', () => {
  let dashboard: Page;
  let visitor: Page;
  let card: Card;
  let owner: Person;
  let container: string;
  let url: string;
  const keep = tidyUp();

  beforeAll(async () => {
    await ensureDevImage();
    const mailbox = await keep(MailServer.start());
    const settings = { ...mailbox.settings, CONTAINER_IDLE_TIMEOUT: '1', CONTAINER_STOP_TIMEOUT: '3600' };
    const installation = await keep(Installation.create({ runtime: 'docker', settings }));
    await installation.start();
    const context = await newVisitor(await keep(openChromium()));
    dashboard = await context.newPage();
    const email = `${installation.id}@example.com`;
    card = (await register(dashboard, installation.url, email, mailbox)).card(DEV);
    owner = await Person.register(installation, email, mailbox);
    container = `user-${installation.id}-dev-1`;
    url = `${installation.url}/${installation.id}-dev`;
    await card.press('Erstellen & Öffnen');
    await card.offers('Service öffnen');
    await card.upload('index.html', '<h1>Da</h1>');
    visitor = await context.newPage();
  }, 480_000);

  it(
    'paused for disuse',
    async () => {
      const paused = () => isIn('paused');
      await show('paused → answer to a program', paused, ask);
      await show('paused → page in a browser', paused, openService);
    },
    TIMES * 40_000,
  );

  it(
    'stopped',
    async () => {
      const stopped = async () => {
        // A click on "Stoppen" instead of waiting for disuse: waking is the same.
        await card.press('Stoppen');
        await isIn('exited');
        await card.shows('Gestoppt');
      };
      await show('stopped → answer to a program', stopped, ask);
      await show('stopped → page in a browser, over the waiting page', stopped, openService);
    },
    TIMES * 40_000,
  );

  it('a forgotten tab', async () => {
    await card.upload('index.html', ForgottenTab.html);
    await visitor.goto(url);
    const statuses: number[] = [];
    visitor.on('response', (response) => statuses.push(response.status()));
    await isIn('paused');
    statuses.length = 0;
    const states = new Set<string>();
    const end = now() + WATCH_SECONDS * 1000;
    await until('the container was watched long enough', 2 * WATCH_SECONDS, async () => {
      states.add(await stateNow());
      return now() > end;
    });
    const refused = statuses.filter((status) => status === 503).length;
    console.log(
      `${WATCH_SECONDS} s of polling: ${statuses.length} requests, ${refused} answered 503; container: ${[...states].join(', ')}`,
    );
  }, 120_000);

  async function show(what: string, rest: () => Promise<unknown>, wake: () => Promise<unknown>): Promise<void> {
    const times: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      await rest();
      const began = now();
      await wake();
      times.push(now() - began);
      await card.shows('Läuft');
    }
    console.log(`${what}: ${summary(times)}`);
  }

  async function ask(): Promise<void> {
    const { status, text } = await owner.open(`${new URL(url).pathname}/`, { seconds: 30 });
    if (!text.includes('Da')) throw new Error(`answered ${status}`);
  }

  async function openService(): Promise<void> {
    await visitor.goto(url);
    await visitor.getByRole('heading', { name: 'Da' }).waitFor();
  }

  const isIn = (state: string) => until(`the container is ${state}`, 30, async () => (await stateNow()) === state);

  const stateNow = async () => (await inspectContainer(container)).State.Status;
});
