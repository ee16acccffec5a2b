import type { Page } from 'playwright-core';

/** Answer to a request from the browser, which resolves `*.localhost` and sends its cookies. */
export function answerTo(page: Page, url: string): Promise<{ status: number; body: string }> {
  return page.evaluate(async (address) => {
    const response = await fetch(address, { cache: 'no-store' });
    return { status: response.status, body: await response.text() };
  }, url);
}
