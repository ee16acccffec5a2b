import type { GalleryApp } from './gallery-app.js';

export const php: GalleryApp = {
  type: 'php',
  name: 'PHP',

  async use(page) {
    await page.getByRole('textbox').fill('Grüße & <b>mehr</b>');
    await page.getByRole('button').click();
    await php.findAgain(page);
  },

  async findAgain(page) {
    await page.getByRole('listitem').filter({ hasText: 'Grüße & <b>mehr</b>' }).waitFor();
  },
};
