import type { Page } from 'playwright-core';

interface Clock {
  /** When the event with the status arrived, and when the card showed it. */
  told?: number;
  shown?: number;
  expected?: { readonly status: string; readonly text: string };
}

/** Records when a dashboard receives a status and when it shows it. To be set up before the page is opened. */
export class CardClock {
  private constructor(private readonly page: Page) {}

  static async on(page: Page): Promise<CardClock> {
    await page.addInitScript(() => {
      const clock: Clock = ((globalThis as { clock?: Clock }).clock = {});
      const now = () => performance.timeOrigin + performance.now();
      globalThis.EventSource = class extends EventSource {
        constructor(url: string | URL) {
          super(url);
          // Before the page's own listeners.
          this.addEventListener('container', ({ data }: MessageEvent<string>) => {
            const { type, status } = JSON.parse(data) as { type: string; status: string };
            if (type === 'dev' && status === clock.expected?.status) clock.told ??= now();
          });
        }
      };
      new MutationObserver(() => {
        const text = document.querySelector('article [role=status]')?.textContent;
        if (clock.expected && text === clock.expected.text) clock.shown ??= now();
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    return new CardClock(page);
  }

  async expect(status: string, text: string): Promise<void> {
    await this.page.evaluate(
      (expected) => {
        (globalThis as { clock?: Clock }).clock = Object.assign((globalThis as { clock?: Clock }).clock ?? {}, {
          told: undefined,
          shown: undefined,
          expected,
        });
      },
      { status, text },
    );
  }

  async times(): Promise<{ readonly told: number; readonly shown: number }> {
    const handle = await this.page.waitForFunction(() => {
      const { told, shown } = (globalThis as { clock?: Clock }).clock ?? {};
      return told !== undefined && shown !== undefined && { told, shown };
    });
    return (await handle.jsonValue()) as { told: number; shown: number };
  }
}
