import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';

/** Not in the repository; teardown.mjs prints its path. */
const SHOWS = join(__dirname, '../shows');

export interface Plan {
  readonly dashboard: string;
  /** Another private service of the visitor's. */
  readonly neighbour: string;
  /** Path of the hostile service on its host. */
  readonly prefix: string;
  /** The attacker's own mailed link. */
  readonly token: string;
  readonly attempts: readonly string[];
}

export interface Report {
  readonly outcomes: Readonly<Record<string, string>>;
  /** Content of the frames, read from outside the page. */
  readonly frames: Readonly<Record<string, string>>;
}

/** Opens the page and waits for its attacks. Screenshot and console are kept under the name. */
export async function openHostilePage(visitor: BrowserContext, url: string, plan: Plan, name: string): Promise<Report> {
  const page = await visitor.newPage();
  const console: string[] = [];
  page.on('console', (message) => console.push(`${message.type()}: ${message.text()}`));
  await page.goto(`${url}/page#${encodeURIComponent(JSON.stringify(plan))}`);
  await page.waitForFunction(() => 'report' in globalThis, undefined, { timeout: 60_000 });
  const outcomes = await page.evaluate(() => (globalThis as unknown as { report: Record<string, string> }).report);
  const frames = await framesOf(page);
  await mkdir(SHOWS, { recursive: true });
  await page.screenshot({ path: join(SHOWS, `${name}.png`), fullPage: true });
  await writeFile(
    join(SHOWS, `${name}.log`),
    `${[`visited: ${page.url().split('#')[0] ?? ''}`, ...console].join('\n')}\n`,
  );
  await page.close();
  return { outcomes, frames };
}

async function framesOf(page: Page): Promise<Record<string, string>> {
  const shown: Record<string, string> = {};
  for (const frame of page.frames()) {
    if (frame === page.mainFrame()) continue;
    const blocked = frame.url().startsWith('chrome-error:');
    shown[frame.name()] = blocked ? 'blocked' : await frame.evaluate(() => document.body.textContent.slice(0, 200));
  }
  return shown;
}
