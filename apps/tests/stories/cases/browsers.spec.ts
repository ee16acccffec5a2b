import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { Installation } from '@spawner/kit/installation';
import { CHROMIUM } from '@spawner/kit/machine';
import { Outbox } from '@spawner/kit/outbox';
import { askForLink, followLink } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const EMAIL = 'ann@example.com';

describeWith(['chromium'], 'browsers that cannot run the page say so', () => {
  let installation: Installation;
  let outbox: Outbox;
  let browser: Browser;
  const keep = tidyUp();

  beforeAll(async () => {
    installation = await keep(Installation.create({ runtime: 'process' }));
    await installation.start();
    outbox = new Outbox(async () => (await installation.request('/api/outbox')).text);
    browser = await keep(openChromium());
  }, 90_000);

  const shows = (page: Page, text: RegExp) => page.getByText(text).first().waitFor();

  it('JavaScript is off: a sentence in both languages', async () => {
    const page = await (await newVisitor(browser, { javaScriptEnabled: false })).newPage();
    await page.goto(installation.url);
    await shows(page, /Spawner braucht JavaScript/);
    await shows(page, /Spawner needs JavaScript/);
  });

  it('browser is too old: a sentence in both languages, also where the scripts of the page fail', async () => {
    const visitor = await newVisitor(browser);
    await visitor.addInitScript(() => {
      Reflect.deleteProperty(window, 'structuredClone');
      Reflect.deleteProperty(Object, 'hasOwn');
    });
    await visitor.route('**/assets/index-*.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: 'syntax of the future' }),
    );
    const page = await visitor.newPage();
    await page.goto(installation.url);
    await shows(page, /Dieser Browser ist zu alt.*Safari oder iOS 15\.4/s);
    await shows(page, /This browser is too old/);
  });

  it('browser is supported: no such sentence, and the log-in names the oldest ones', async () => {
    const page = await (await newVisitor(browser)).newPage();
    await page.goto(`${installation.url}/login`);
    await shows(page, /Chrome und Edge ab 109, Firefox ab 115, Safari und iOS ab 15\.4/);
    expect(await page.getByText(/zu alt/).isVisible()).toBe(false);
  });

  it('cookies are blocked: the page says so, requests no mail, and does not use the link up', async () => {
    const page = await (await newVisitor(browser)).newPage();
    await page.goto(`${installation.url}/register`);
    await askForLink(page, EMAIL);
    const link = await outbox.linkFor(EMAIL);

    const profile = await mkdtemp(join(tmpdir(), 'spawner-no-cookies-'));
    await keep({ close: () => rm(profile, { recursive: true }) });
    const strict = await (await keep(openWithoutCookies(profile))).newPage();
    await strict.goto(`${installation.url}/register`);
    await strict.getByLabel('Mailadresse').fill(EMAIL);
    await strict.getByRole('button', { name: 'Magic Link senden' }).click();
    await shows(strict, /Dieser Browser blockiert Cookies/);
    await strict.goto(link);
    await strict.getByRole('button', { name: 'Jetzt anmelden' }).click();
    await shows(strict, /Dieser Browser blockiert Cookies/);

    const { mails } = JSON.parse((await installation.request('/api/outbox')).text) as { mails: unknown[] };
    expect(mails).toHaveLength(1);
    await followLink(page, link);
  });
});

/** Chromium as its settings make it with "block all cookies". */
async function openWithoutCookies(profile: string): Promise<BrowserContext> {
  await mkdir(join(profile, 'Default'));
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
    locale: 'de-DE',
  });
  context.setDefaultTimeout(15_000);
  return context;
}
