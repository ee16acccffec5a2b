import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PeopleResponse, Problem } from '@spawner/contracts';
import { post, type Product, startProduct } from '../product.js';

let product: Product;

beforeAll(async () => {
  product = await startProduct({ environment: { REGISTRATION: 'rules', DEFAULT_MAIL_EFFECT: 'ask' } });
});
afterAll(() => product.close());

it('person who waits: no launch, no service; hears of the approval, is not counted any more, and then can launch', async () => {
  const admin = await product.register('admin@example.com');
  const person = await product.register('ann@example.com');
  expect(person.user.approval).toBe('waiting');
  expect((await person.launch('dev')).body).toMatchObject({ code: 'approval_pending' });

  const waiting = async () => {
    const headers = { authorization: `Bearer ${admin.token}` };
    return ((await (await fetch(`${product.url}/api/admin/users`, { headers })).json()) as PeopleResponse).counts
      .waiting;
  };
  expect(await waiting()).toBe(1);

  const authorization = `Bearer ${person.token}`;
  const events = await fetch(`${product.url}/api/events`, { headers: { authorization } });
  expect(((await events.json()) as Problem).code).toBe('approval_pending');

  const stream = await fetch(`${product.url}/api/user/approval/events`, { headers: { authorization } });
  let heard = '';
  let approved = false;
  for await (const chunk of stream.body ?? []) {
    heard += Buffer.from(chunk as Uint8Array).toString('utf8');
    if (heard.includes('"granted"')) break;
    if (!heard.includes('"waiting"') || approved) continue;
    approved = true;
    const path = `/api/admin/user/${String(person.user.id)}/approve`;
    await post(`${product.url}${path}`, undefined, { authorization: `Bearer ${admin.token}` });
    expect(await waiting()).toBe(0);
  }
  expect(heard).toMatch(
    /^event: approval\ndata: {"approval":"waiting".*\n\nevent: approval\ndata: {"approval":"granted"/,
  );
  expect((await person.launch('dev')).status).toBe(200);
  // Until they log in again or renew their session.
  expect((await person.open('/ann-dev/')).status).toBe(401);
});
