import { expect } from '@jest/globals';
import { type DashboardPage, DEV } from '@spawner/kit/pages/dashboard';

const INDEX =
  '<!doctype html><title>Mine</title><link rel="stylesheet" href="a.css"><h1>First</h1><a href="two.html">Next</a>';

/**
 * Uploads a site of three files and opens it as its owner does. Its relative links are right only if the page is at an
 * address that ends with a slash.
 * @param url the service's address
 */
export async function showsUploadedSite(dashboard: DashboardPage, url: string): Promise<void> {
  const card = dashboard.card(DEV);
  await card.upload('index.html', INDEX);
  await card.upload('a.css', 'h1 { color: rgb(1, 2, 3) }');
  await card.upload('two.html', '<!doctype html><h1>Second</h1>');
  // The button would use an open tab of the service again.
  for (const page of dashboard.page.context().pages()) if (page.url().startsWith(url)) await page.close();
  const tab = await card.pressForTab('Service öffnen');
  await tab.waitForURL(`${url}/`);
  const title = tab.getByRole('heading', { name: 'First' });
  expect(await title.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(1, 2, 3)');
  await tab.getByRole('link', { name: 'Next' }).click();
  await tab.waitForURL(`${url}/two.html`);
  await tab.getByRole('heading', { name: 'Second' }).waitFor();
  await tab.close();
}
