import type { Page } from 'playwright-core';

interface Polling {
  refusals: number;
}

/** A tab that was left open and polls its service. */
export class ForgottenTab {
  static readonly title = 'Vergessener Tab';
  static readonly html = `<!doctype html><title>${ForgottenTab.title}</title><h1>${ForgottenTab.title}</h1><script>
    refusals = 0;
    setInterval(async () => {
      const { status } = await fetch('?news');
      if (status === 503) refusals += 1;
    }, 300);
  </script>`;

  constructor(readonly page: Page) {}

  /** Waits until so many more polls were refused because the service rests. */
  async isRefused(times: number): Promise<void> {
    const before = await this.page.evaluate(() => (globalThis as unknown as Polling).refusals);
    await this.page.waitForFunction((enough) => (globalThis as unknown as Polling).refusals >= enough, before + times);
  }
}
