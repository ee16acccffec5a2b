import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { ensureDevImage } from '@spawner/kit/images';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { type Card, DEV } from '@spawner/kit/pages/dashboard';
import { register } from '@spawner/kit/pages/registration';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import type { Page } from 'playwright-core';

/** With the start page and its style sheet. */
const FILES = 500;

describeWith(['chromium', 'engine'], 'upload of a folder', () => {
  let folder: string;
  let page: Page;
  let card: Card;
  let service: string;
  const keep = tidyUp();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawner-upload-'));
    await keep({ close: () => rm(folder, { recursive: true }) });
    await ensureDevImage();
    const mailbox = await keep(MailServer.start());
    const installation = await keep(Installation.create({ runtime: 'docker', settings: mailbox.settings }));
    await installation.start();
    service = `${installation.url}/${installation.id}-dev`;
    page = await (await newVisitor(await keep(openChromium()))).newPage();
    const dashboard = await register(page, installation.url, `${installation.id}@example.com`, mailbox);
    card = dashboard.card(DEV);
    await (await card.pressForTab('Erstellen & Öffnen')).close();
    await card.shows('Läuft');
  }, 120_000);

  /** As the file manager does it. */
  async function drop(path: string): Promise<void> {
    await page.bringToFront();
    const box = await card.locator.boundingBox();
    if (!box) throw new Error('The card is not visible');
    const devtools = await page.context().newCDPSession(page);
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', { type, x: box.x + 60, y: box.y + 60, data });
    }
  }
  const answer = (name: string) => page.getByRole('dialog').getByRole('button', { name }).click();

  it(`${String(FILES)} files: a few requests, then the page opens with its style sheet`, async () => {
    const site = join(folder, 'Meine Seite');
    for (const sub of ['css', 'Bilder #1', 'leer']) await mkdir(join(site, sub), { recursive: true });
    await writeFile(join(site, 'index.html'), '<link rel=stylesheet href="css/stil.css"><h1>Meine Seite</h1>');
    await writeFile(join(site, 'css/stil.css'), 'h1 { color: rgb(1, 2, 3) }');
    await writeFile(join(site, '.DS_Store'), 'of macOS');
    for (let index = 2; index < FILES; index += 1) {
      // As macOS sends it.
      await writeFile(join(site, 'Bilder #1', `gru\u0308n 100% ${String(index)}.txt`), `picture ${String(index)}`);
    }
    const requests: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PUT') requests.push(request.url());
    });

    await drop(site);
    await answer('Als Startseite ablegen');
    await card.shows(/^500 Dateien sind hochgeladen \(1 ausgelassen/, 60);
    expect(requests.length).toBeLessThan(10);

    const tab = await card.pressForTab('Service öffnen');
    const heading = tab.getByRole('heading', { name: 'Meine Seite' });
    expect(await heading.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(1, 2, 3)');
    const name = encodeURIComponent('gr\u00fcn 100% 499.txt');
    const status = await tab.evaluate(async (path) => (await fetch(path)).status, `${service}/Bilder%20%231/${name}`);
    expect(status).toBe(200);
    await tab.close();
  });

  it('cancelled in between: says so, and the rest can be sent', async () => {
    const large = join(folder, 'large');
    await mkdir(large);
    for (const name of ['1', '2', '3']) await writeFile(join(large, `${name}.bin`), Buffer.alloc(6 * 1024 * 1024));
    let requests = 0;
    await page.route('**/api/container/file/dev?*', async (route) => {
      requests += 1;
      // The second one never gets an answer.
      if (requests !== 2) await route.continue();
    });
    await drop(large);
    await card.shows(/^1 von 3 Dateien/);
    await card.press('Abbrechen');
    await card.shows('Abgebrochen, nicht hochgeladen: 2');
    await page.unroute('**/api/container/file/dev?*');
    await card.press('Rest hochladen');
    await card.shows('2 Dateien sind hochgeladen', 30);
  });

  it('some files fail: a list with the reasons, and those are sent again', async () => {
    const mixed = join(folder, 'mixed');
    await mkdir(join(mixed, 'css'), { recursive: true });
    await writeFile(join(mixed, 'a.txt'), 'a');
    await writeFile(join(mixed, 'b.txt'), 'b');
    await writeFile(join(mixed, 'huge.bin'), Buffer.alloc(26 * 1024 * 1024));
    await drop(mixed);
    await card.shows('2 Dateien sind hochgeladen', 30);
    await card.shows('Nicht hochgeladen: 1');
    await card.shows('mixed/huge.bin');
    await card.shows(/Die Datei ist zu groß/);
    await writeFile(join(mixed, 'huge.bin'), 'small now');
    await drop(mixed);
    await card.shows('3 Dateien sind hochgeladen', 30);
  });
});
