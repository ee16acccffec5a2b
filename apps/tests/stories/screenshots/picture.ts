import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = join(__dirname, '../../../../docs/screenshots');
const MARGIN = 24;

/** Picture of the screen; a phone shows one card at a time, here the newest. */
export async function takePicture(page: Page, file: string): Promise<void> {
  await settle(page, file.includes('error') ? 'end' : 'top');
  await page.screenshot({ ...OPTIONS, path: await pathOf(file) });
}

/** Picture of the cards only. */
export async function takeCards(page: Page, list: string, file: string): Promise<void> {
  await settle(page, 'top');
  const box = await page.getByRole('list', { name: list }).boundingBox();
  if (!box) throw new Error('No card is visible');
  const clip = {
    x: box.x - MARGIN,
    y: box.y - MARGIN,
    width: box.width + 2 * MARGIN,
    height: box.height + 2 * MARGIN,
  };
  await page.screenshot({ ...OPTIONS, path: await pathOf(file), clip, fullPage: true });
}

const OPTIONS = { animations: 'disabled', caret: 'hide', scale: 'css' } as const;

async function settle(page: Page, where: 'top' | 'end'): Promise<void> {
  await page.bringToFront();
  await page.mouse.move(0, 0);
  await page.evaluate(async (end) => {
    window.scrollTo(0, end ? document.body.scrollHeight : 0);
    await document.fonts.ready;
  }, where === 'end');
}

async function pathOf(file: string): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  return join(FOLDER, file);
}
