import { expect } from '@jest/globals';
import { until } from '@spawner/kit/until';
import { type GalleryApp, serviceAt } from './gallery-app.js';

const FLOW = [
  { id: 'in', type: 'http in', url: '/hallo', method: 'get', x: 100, y: 80, wires: [['text']] },
  { id: 'text', type: 'template', template: 'Hallo {{payload.name}}', x: 280, y: 80, wires: [['out']] },
  { id: 'out', type: 'http response', x: 460, y: 80, wires: [] },
];

export const nodered: GalleryApp = {
  type: 'nodered',
  name: 'Node-RED',

  async use(page) {
    await page.locator('#red-ui-workspace-chart').waitFor();
    await page.keyboard.press('Control+I');
    const text = page.locator('#red-ui-clipboard-dialog-import-text');
    await text.fill(JSON.stringify(FLOW));
    // The dialog checks the text at the next key.
    await text.press('End');
    await page.locator('#red-ui-clipboard-dialog-ok').click();
    await page.locator('#red-ui-workspace-chart').click({ position: { x: 200, y: 200 } });
    const deployed = page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/flows'),
    );
    await page.locator('#red-ui-header-button-deploy').click();
    expect((await deployed).status()).toBe(200);
    // Its address exists a moment after the editor's request has been answered.
    const address = `${serviceAt(page)}/hallo`;
    await until('the flow answers', 30, () => page.evaluate(async (flow) => (await fetch(flow)).ok, address));
    await nodered.findAgain(page);
  },

  async findAgain(page) {
    await page.goto(`${serviceAt(page)}/hallo?name=Ann`);
    await page.getByText('Hallo Ann', { exact: true }).waitFor();
  },
};
