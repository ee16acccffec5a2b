import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { Installation } from '@spawner/kit/installation';
import { Outbox } from '@spawner/kit/outbox';
import { DashboardPage } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import type { Product } from '@spawner/kit/product';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import jsQR from 'jsqr';
import type { Browser, Page } from 'playwright-core';

const NAMES = Array.from({ length: 9 }, (_, nth) => `Kind${nth + 1} Müller-Lüdenscheidt`);

describeWith(['chromium'], 'login cards: printed, scanned and typed', () => {
  let installation: Installation;
  let product: Product;
  let browser: Browser;
  let teacher: Page;
  let child: Page;
  let url: string;
  let codes: string[];
  const faults: string[] = [];
  const keep = tidyUp();

  beforeAll(async () => {
    installation = await keep(Installation.create({ runtime: 'process' }));
    product = await installation.start();
    browser = await keep(openChromium());
    const outbox = new Outbox(async () => (await installation.request('/api/outbox')).text);
    teacher = await (await newVisitor(browser)).newPage();
    await register(teacher, installation.url, 'vogel@school.example', outbox);
    const post = async (path: string, data: object) => {
      const answer = await teacher.request.post(`${installation.url}/api${path}`, { data });
      return (await answer.json()) as { id: number };
    };
    const { id } = await post('/classes', { name: '7b', templates: ['dev'] });
    await post(`/class/${id}/members`, { class_accounts: NAMES.map((name) => ({ name })) });
    teacher.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await teacher.goto(`${installation.url}/class/${id}/cards`);
    child = await (await newVisitor(browser, { viewport: { width: 390, height: 844 } })).newPage();
  }, 120_000);

  /** What a camera would see of this page. */
  async function scanned(page: Page): Promise<string | undefined> {
    const picture = await page.getByRole('img', { name: 'QR-Code zum Anmelden' }).first().screenshot();
    const canvas = await (await newVisitor(browser)).newPage();
    const { pixels, width, height } = await canvas.evaluate(
      async (bytes) => {
        const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
        const surface = new OffscreenCanvas(image.width, image.height).getContext('2d');
        surface?.drawImage(image, 0, 0);
        const { data } = surface?.getImageData(0, 0, image.width, image.height) ?? { data: [] };
        return { pixels: [...data], width: image.width, height: image.height };
      },
      [...picture],
    );
    await canvas.context().close();
    return jsQR.default(new Uint8ClampedArray(pixels), width, height)?.data;
  }

  it('printed: two pages of A4 for nine cards; the QR code of the screenshot is the address; no style is refused', async () => {
    await teacher.getByRole('button', { name: '9 Karten erstellen' }).click();
    const card = teacher.getByRole('article').first();
    await card.waitFor();
    codes = await card.locator('dd').allTextContents();
    url = (await scanned(teacher)) ?? '';
    expect(url).toMatch(new RegExp(`^${installation.url}/card#[\\w-]{22}$`));
    const pdf = await teacher.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(2);
    expect(faults).toEqual([]);
  });

  it('scanned: asks by first name, logs in, and leaves no secret in the address and the log', async () => {
    await child.goto(url);
    await child.getByRole('heading', { name: 'Als Kind1 anmelden?' }).waitFor();
    expect(child.url()).toBe(`${installation.url}/card`);
    await child.getByRole('button', { name: 'Ja, als Kind1 anmelden' }).click();
    await new DashboardPage(child).shown();
    expect(product.program.output).not.toContain(url.slice(url.indexOf('#') + 1));
    expect(await child.evaluate(() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage))).not.toContain(
      url.slice(url.indexOf('#') + 1),
    );
  });

  it('typed by the next child: works, and the login before has ended', async () => {
    const before = await child.context().storageState();
    await child.goto(`${installation.url}/k`);
    await child.getByLabel('Code der Klasse').waitFor();
    await child.keyboard.type(codes.join('').toLowerCase().replaceAll('-', ' '));
    await child.keyboard.press('Enter');
    await new DashboardPage(child).shown();
    const old = await browser.newContext({ storageState: before });
    expect((await old.request.get(`${installation.url}/api/user/me`)).status()).toBe(401);
    await old.close();
  });
});
