import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { CHROMIUM } from './machine.js';

const STEP_MS = 15_000;

/**
 * Chromium with a fresh profile.
 * @param program starts it elsewhere, such as on a laptop
 */
export function openChromium(more: readonly string[] = [], program = CHROMIUM): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
    timeout: 60_000,
  });
}

/** A new browser context: no cookies, German by default. */
export async function newVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const visitor = await browser.newContext({ locale: 'de-DE', ...options });
  visitor.setDefaultTimeout(STEP_MS);
  return visitor;
}
