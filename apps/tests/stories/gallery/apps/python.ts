import { type GalleryApp, serviceAt } from './gallery-app.js';

export const python: GalleryApp = {
  type: 'python',
  name: 'marimo',

  async use(page) {
    await page.goto(`${serviceAt(page)}/?file=start.py`);
    await page.getByText('3² = 9').waitFor();
    await page.getByRole('slider').press('ArrowRight');
    await page.getByText('4² = 16').waitFor();
    await page.getByText('value=').click();
    await page.keyboard.press('End');
    await page.keyboard.type('  # bleibt');
    const saved = page.waitForResponse((response) => response.url().endsWith('/api/kernel/save'));
    await page.keyboard.press('Control+S');
    await saved;
  },

  async findAgain(page) {
    await page.goto(`${serviceAt(page)}/?file=start.py`);
    await page.getByText('# bleibt').waitFor();
    await page.getByText('3² = 9').waitFor();
  },
};
