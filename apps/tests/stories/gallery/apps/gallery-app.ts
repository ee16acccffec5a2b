import type { Page } from 'playwright-core';

/** What a person does in a template of the gallery, in a tab that shows it. */
export interface GalleryApp {
  readonly type: string;
  /** Name on the card. */
  readonly name: string;
  /** Uses it, so that something is kept on the volume. */
  use(page: Page): Promise<void>;
  /** Finds what was kept, after the container was stopped and woken. */
  findAgain(page: Page): Promise<void>;
}

/** The service's own address, whatever page of it is shown: `…/ann-jupyter`. */
export const serviceAt = (page: Page): string => /^[^/]+\/\/[^/]+\/[^/?#]+/.exec(page.url())?.[0] ?? '';
