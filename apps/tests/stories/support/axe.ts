import type * as Axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';

const VIEWPORTS = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;
type Viewport = keyof typeof VIEWPORTS;

/** Before the first page is opened: an init script is not subject to the page's Content-Security-Policy. */
export async function loadAxe(visitor: BrowserContext): Promise<void> {
  await visitor.addInitScript({ path: require.resolve('axe-core/axe.min.js') });
}

/** Violations that axe finds in the page on these viewports, light and dark. */
export async function violationsOf(
  page: Page,
  viewports: readonly Viewport[] = ['phone', 'desktop'],
): Promise<string[]> {
  // A page behind another tab renders only once a second.
  await page.bringToFront();
  const found: string[] = [];
  for (const viewport of viewports) {
    await page.setViewportSize(VIEWPORTS[viewport]);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(settle);
      // Light and dark differ only in colours.
      const lines = await page.evaluate(runAxe, colorScheme === 'dark' ? ['color-contrast'] : null);
      found.push(...lines.map((line) => `${viewport}, ${colorScheme}: ${line}`));
    }
  }
  // The next case opens its screen where every act is in sight.
  await page.setViewportSize(VIEWPORTS.desktop);
  return found;
}

/** Runs in the page: colours may change with a transition. */
async function settle(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
}

/** Runs in the page. `only`: limits axe to these rules. */
async function runAxe(only: string[] | null): Promise<string[]> {
  const { axe } = window as unknown as { axe: typeof Axe };
  // axe cannot judge text over a gradient; without this one it measures against the colour of the page.
  for (const glow of document.querySelectorAll<HTMLElement>('.backdrop')) glow.style.display = 'none';
  const { violations } = await axe.run(document, {
    resultTypes: ['violations'],
    // It would load the style sheets once more, which the Content-Security-Policy of a service's page forbids.
    preload: false,
    // The first is off by default: people who speak to their computer say the text they see.
    ...(only
      ? { runOnly: only }
      : { rules: { 'label-content-name-mismatch': { enabled: true }, 'target-size': { enabled: true } } }),
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  );
}
