import type { Page } from 'playwright-core';
import type { Mailbox } from '../mailbox.js';
import { DashboardPage } from './dashboard.js';

/** From the start page to the request for a mail. */
export async function askToRegister(page: Page, url: string, email: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: 'Registrieren', exact: true }).click();
  await askForLink(page, email);
}

/** Requests a link on the page to register or to log in. */
export async function askForLink(page: Page, email: string): Promise<void> {
  await page.getByLabel('Mailadresse').fill(email);
  await page.getByRole('button', { name: 'Magic Link senden' }).click();
  await page.getByRole('heading', { name: 'Prüfen Sie Ihr Postfach' }).waitFor();
}

/** Logs in by the link; the browser goes on to the page of the original request. */
export async function logIn(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: 'Jetzt anmelden' }).click();
}

export async function followLink(page: Page, link: string): Promise<DashboardPage> {
  await logIn(page, link);
  const dashboard = new DashboardPage(page);
  await dashboard.shown();
  return dashboard;
}

export async function register(page: Page, url: string, email: string, mailbox: Mailbox): Promise<DashboardPage> {
  await askToRegister(page, url, email);
  return followLink(page, await mailbox.linkFor(email));
}
