import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';

/** The dialog with the live log of a container. */
export class LogDialog {
  constructor(
    private readonly page: Page,
    readonly locator: Locator,
  ) {}

  async shows(text: string): Promise<void> {
    await this.locator.getByRole('region', { name: 'Protokoll' }).getByText(text).waitFor();
  }

  async download(): Promise<{ readonly name: string; readonly text: string }> {
    const link = this.locator.getByRole('link', { name: 'Herunterladen' });
    const [download] = await Promise.all([this.page.waitForEvent('download'), link.click()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
  }

  async close(): Promise<void> {
    await this.locator.getByRole('button', { name: 'Schließen' }).click();
    await this.locator.waitFor({ state: 'detached' });
  }
}
