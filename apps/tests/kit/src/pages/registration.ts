import type { Page } from 'playwright-core';
import type { Mailbox } from '../mailbox.js';
import { DashboardPage } from './dashboard.js';

/** From the start page to the page that says where the mail is. */
export async function askToRegister(page: Page, url: string, email: string): Promise<void> {
  await openRegistration(page, url);
  await askForLink(page, email);
}

export async function openRegistration(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: 'Registrieren', exact: true }).click();
}

/** On the page to register or to log in: to the page that says where the mail is. */
export async function askForLink(page: Page, email: string): Promise<void> {
  await sendAddress(page, email);
  await page.getByRole('heading', { name: 'Prüfen Sie Ihr Postfach' }).waitFor();
}

/** The page that follows depends on the mail server: it may have refused the mail by then. */
export async function sendAddress(page: Page, email: string): Promise<void> {
  await page.getByLabel('Mailadresse').fill(email);
  await page.getByRole('button', { name: 'Magic Link senden' }).click();
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
