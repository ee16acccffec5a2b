import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { CHROMIUM } from './machine.js';

const STEP_MS = 15_000;
const MOST_ATTEMPTS = 5;

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
  visitor.on('page', loadsWhileNetworksChange);
  return visitor;
}

/**
 * Chromium gives up whatever it loads when an interface of the machine appears or goes. Other suites make networks of
 * containers meanwhile, which says nothing about the product: the page is asked for again.
 */
function loadsWhileNetworksChange(page: Page): void {
  const goto = page.goto.bind(page);
  page.goto = async (...request) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await goto(...request);
      } catch (error) {
        if (attempt === MOST_ATTEMPTS || !String(error).includes('ERR_NETWORK_CHANGED')) throw error;
      }
    }
  };
}
