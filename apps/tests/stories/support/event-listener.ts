import type { Page } from 'playwright-core';

interface Listening {
  heard?: string[];
}

/** A second event stream beside the dashboard's. */
export class EventListener {
  private constructor(private readonly page: Page) {}

  /** Resolves after the events of the initial state. */
  static async on(page: Page): Promise<EventListener> {
    await page.evaluate(() => {
      const heard: string[] = ((globalThis as Listening).heard = []);
      const source = new EventSource('/api/events?language=de');
      source.addEventListener('container', ({ data }: MessageEvent<string>) => {
        heard.push((JSON.parse(data) as { type: string }).type);
      });
    });
    await page.waitForFunction(() => (globalThis as Listening).heard?.length === 2);
    return new EventListener(page);
  }

  /** The card of each event so far. */
  async heard(): Promise<string[]> {
    return this.page.evaluate(() => (globalThis as Listening).heard ?? []);
  }
}
