import type { Page } from 'playwright-core';

/** What the platform answers to the browser itself, which finds `*.localhost` and sends its cookies. */
export function answerTo(page: Page, url: string): Promise<{ status: number; body: string }> {
  return page.evaluate(async (address) => {
    const response = await fetch(address, { signal: AbortSignal.timeout(10_000) });
    return { status: response.status, body: await response.text() };
  }, url);
}
