import type { Page } from 'playwright-core';
import { type GalleryApp, serviceAt } from './gallery-app.js';

export const jupyter: GalleryApp = {
  type: 'jupyter',
  name: 'JupyterLab',

  async use(page) {
    await page.locator('.jp-LauncherCard[data-category="Notebook"]').click();
    await kernelIsIdle(page);
    await cell(page).click();
    await page.keyboard.type('print(6 * 7)');
    await page.keyboard.press('Shift+Enter');
    await output(page).getByText('42', { exact: true }).waitFor();
    await page.keyboard.press('Control+S');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  },

  async findAgain(page) {
    await page.goto(`${serviceAt(page)}/lab/tree/Untitled.ipynb`);
    await output(page).getByText('42', { exact: true }).waitFor();
  },
};

/** Runs the first cell once more: the code goes to the kernel on a WebSocket. */
export async function runAgain(page: Page): Promise<void> {
  await kernelIsIdle(page);
  await cell(page).click();
  await page.keyboard.press('Shift+Enter');
}

/** Waits until the tab has polled its server so many times, every ten seconds or less often. */
export async function polls(page: Page, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await page.waitForResponse((response) => response.url().includes('/api/sessions?'));
  }
}

/** Before that a cell that is run is forgotten. */
const kernelIsIdle = (page: Page) => page.getByText('Python 3 (ipykernel) | Idle').waitFor();

const cell = (page: Page) => page.locator('.jp-Notebook-cell .cm-content').first();

const output = (page: Page) => page.locator('.jp-Notebook .jp-OutputArea-output').first();
