import type { Locator, Page } from 'playwright-core';
import { LogDialog } from './log-dialog.js';

export const DEV = 'Development Container';
export const PROD = 'Production Container';

export class DashboardPage {
  constructor(readonly page: Page) {}

  card(name: string): Card {
    return new Card(this.page, this.page.getByRole('article', { name }));
  }

  async shown(): Promise<void> {
    await this.page.waitForURL('**/dashboard');
    await this.page.getByRole('article').nth(1).waitFor();
  }
}

export class Card {
  constructor(
    private readonly page: Page,
    readonly locator: Locator,
  ) {}

  /** Waits for a text on the card, for example its status. */
  async shows(text: string | RegExp, seconds = 15): Promise<void> {
    await this.locator.getByText(text, { exact: true }).waitFor({ timeout: seconds * 1000 });
  }

  async offers(button: string): Promise<void> {
    await this.button(button).waitFor();
  }

  /** Brings the page to the front: behind another tab it renders once a second and opens no file chooser. */
  async press(button: string): Promise<void> {
    await this.page.bringToFront();
    await this.button(button).click();
  }

  /** Presses and returns the tab that opens. */
  async pressForTab(button: string): Promise<Page> {
    const [tab] = await Promise.all([this.page.context().waitForEvent('page'), this.press(button)]);
    return tab;
  }

  /** Chooses an action in a menu. */
  async choose(action: string, menu = 'Mehr'): Promise<void> {
    await this.press(menu);
    await this.press(action);
  }

  /** Chooses an action and confirms its dialog. */
  async confirm(action: string, box?: RegExp): Promise<void> {
    await this.choose(action);
    const dialog = this.page.getByRole('dialog');
    if (box) await dialog.getByRole('checkbox', { name: box }).check();
    await dialog.getByRole('button', { name: action, exact: true }).click();
  }

  async upload(name: string, content: string): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.choose('Dateien hochladen')]);
    await chooser.setFiles({ name, mimeType: 'text/html', buffer: Buffer.from(content) });
    await this.shows(`${name} ist hochgeladen`);
  }

  /** The log has a button or is in the menu, depending on the state. */
  async openLog(menu?: string): Promise<LogDialog> {
    await (menu ? this.choose('Protokoll', menu) : this.press('Protokoll'));
    return new LogDialog(this.page, this.page.getByRole('dialog'));
  }

  private button(name: string): Locator {
    return this.locator.getByRole('button', { name, exact: true });
  }
}
