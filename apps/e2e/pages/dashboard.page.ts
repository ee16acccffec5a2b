import type { Locator, Page } from 'playwright-core';

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

  /** Waits for a text on the card, its status for one. */
  async shows(text: string, seconds = 15): Promise<void> {
    await this.locator.getByText(text, { exact: true }).waitFor({ timeout: seconds * 1000 });
  }

  async offers(button: string): Promise<void> {
    await this.locator.getByRole('button', { name: button, exact: true }).waitFor();
  }

  async press(button: string): Promise<void> {
    await this.locator.getByRole('button', { name: button, exact: true }).click();
  }

  /** Presses, and answers with the tab that this opens. */
  async pressForTab(button: string): Promise<Page> {
    const [tab] = await Promise.all([this.page.context().waitForEvent('page'), this.press(button)]);
    return tab;
  }
}
