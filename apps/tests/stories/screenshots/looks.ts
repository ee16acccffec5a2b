import type { Mailbox } from '@spawner/kit/mailbox';
import { DashboardPage } from '@spawner/kit/pages/dashboard';
import type { BrowserContextOptions, Page } from 'playwright-core';

/** Language and colours of a visitor, and the texts of the buttons. */
export interface Look {
  readonly name: string;
  readonly language: 'de' | 'en';
  readonly visitor: BrowserContextOptions;
  readonly texts: { readonly email: string; readonly submit: string; readonly confirm: string };
  readonly cards: {
    readonly create: string;
    readonly running: string;
    readonly error: string;
    readonly log: string;
    readonly list: string;
  };
}

const german = {
  language: 'de',
  texts: { email: 'Mailadresse', submit: 'Magic Link senden', confirm: 'Jetzt anmelden' },
  cards: {
    create: 'Erstellen & Öffnen',
    running: 'Läuft',
    error: 'Fehler',
    log: 'Protokoll anzeigen',
    list: 'Ihre Container',
  },
} as const;

const english = {
  language: 'en',
  texts: { email: 'Email address', submit: 'Send magic link', confirm: 'Log in now' },
  cards: { create: 'Create & open', running: 'Running', error: 'Error', log: 'Show log', list: 'Your containers' },
} as const;

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

export const germanDesktop: Look = {
  ...german,
  name: 'desktop',
  visitor: { locale: 'de-DE', colorScheme: 'light', viewport: desktop },
};
export const englishDesktop: Look = {
  ...english,
  name: 'desktop',
  visitor: { locale: 'en-GB', colorScheme: 'dark', viewport: desktop },
};
export const englishPhone: Look = {
  ...english,
  name: 'phone',
  visitor: { locale: 'en-GB', colorScheme: 'dark', viewport: phone, isMobile: true },
};

/** From the start page's form to the dashboard; `onForm` once the address is filled in. */
export async function enter(
  page: Page,
  url: string,
  { look, email, mailbox }: { readonly look: Look; readonly email: string; readonly mailbox: Mailbox },
  onForm?: () => Promise<void>,
): Promise<DashboardPage> {
  await page.goto(`${url}/register`);
  await page.getByLabel(look.texts.email).fill(email);
  await onForm?.();
  await page.getByRole('button', { name: look.texts.submit }).click();
  await page.goto(await mailbox.linkFor(email));
  await page.getByRole('button', { name: look.texts.confirm }).click();
  const dashboard = new DashboardPage(page);
  await dashboard.shown();
  return dashboard;
}
