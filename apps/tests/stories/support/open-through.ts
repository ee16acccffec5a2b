import { newVisitor, openChromium } from '@spawner/kit/chromium';
import type { SwarmNode } from '@spawner/kit/swarm';
import type { Keep } from '@spawner/kit/tidy-up';
import type { Page } from 'playwright-core';

/** A browser for which every name leads to this machine. */
export async function openThrough(machine: SwarmNode, keep: Keep): Promise<Page> {
  const browser = await keep(openChromium([`--host-resolver-rules=MAP * ${machine.address}`]));
  return (await newVisitor(browser, { ignoreHTTPSErrors: true })).newPage();
}
