import type { Page } from 'playwright-core';
import type { GalleryApp } from './gallery-app.js';

export const code: GalleryApp = {
  type: 'code',
  name: 'VS Code',

  async use(page) {
    await openTerminal(page);
    await inTerminal(page, 'echo eins > a.txt');
    await file(page, 'a.txt').dblclick();
    await typeIntoEditor(page, 'zwei');
    await inTerminal(page, 'until grep zwei a.txt; do sleep 0.1; done; cp a.txt b.txt');
    await file(page, 'b.txt').waitFor();

    await page.reload();
    await file(page, 'b.txt').waitFor();
    await page.keyboard.press('Control+Backquote');
    // The same terminal: it shows the commands from before, and takes no keys until it does.
    await page.locator('.terminal-command-decoration.success').first().waitFor();
    await inTerminal(page, 'mv b.txt c.txt');
    await file(page, 'c.txt').dblclick();
    await editor(page).getByText('zwei').waitFor();
  },

  async findAgain(page) {
    await file(page, 'c.txt').dblclick();
    await editor(page).getByText('zwei').waitFor();
  },
};

export async function openTerminal(page: Page): Promise<void> {
  await page.locator('.explorer-folders-view').waitFor();
  await page.keyboard.press('Control+Backquote');
  await page.locator('.terminal-wrapper .xterm-screen').click();
}

/** Appends to the file that is open, and saves it. */
async function typeIntoEditor(page: Page, text: string): Promise<void> {
  await editor(page).getByText('eins').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
  await page.keyboard.press('Control+S');
}

async function inTerminal(page: Page, command: string): Promise<void> {
  await page.locator('.terminal-wrapper .xterm-screen').click();
  await page.keyboard.type(`${command}\n`);
}

const file = (page: Page, name: string) => page.locator('.explorer-folders-view').getByText(name, { exact: true });

const editor = (page: Page) => page.locator('.editor-instance .view-lines');
