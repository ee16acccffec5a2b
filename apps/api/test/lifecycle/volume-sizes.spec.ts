import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { listenTo } from '../event-stream.js';
import { type Person, type Product, startProduct } from '../product.js';

let product: Product;
let ann: Person;

beforeAll(async () => {
  product = await startProduct();
  ann = await product.register('ann@example.com');
});
afterAll(async () => {
  await product.close();
});

it('volume of a container: shown with its size, also after the container is removed', async () => {
  const events = await listenTo(`${product.url}/api/events`, ann.token);
  await ann.launch('dev');
  await events.until(({ kept }) => kept.length === 1 && kept[0]?.bytes !== null);
  await fetch(`${product.url}/api/container/dev`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${ann.token}` },
  });
  expect((await ann.list())[0]).toMatchObject({ status: 'not_created', kept: [{ path: '/srv/www', bytes: 0 }] });
  events.close();
});
