import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Endpoint, endpoints, type Problem } from '@spawner/contracts';
import { type Person, type Product, startProduct } from '../product.js';

const guarded = Object.entries<Endpoint>(endpoints).filter(([, { role }]) => role !== undefined);

describe('endpoints with a role', () => {
  let product: Product;
  let admin: Person;
  let ann: Person;
  let manager: Person;

  beforeAll(async () => {
    product = await startProduct();
    admin = await product.register('admin@example.com');
    ann = await product.register('ann@example.com');
    manager = await product.register('manager@example.com');
    await product.rows(`UPDATE users SET role = 'manager' WHERE id = ${String(manager.user.id)}`);
  });
  afterAll(async () => {
    await product.close();
  });

  const call = async ({ method, path }: Endpoint, token?: string) => {
    const response = await fetch(`${product.url}${path.replaceAll(/\{\w+\}/g, '1')}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    const text = await response.text();
    const code = response.ok ? null : (JSON.parse(text) as Problem).code;
    return { status: response.status, code };
  };
  const apiToken = async (person: Person, scopes: readonly string[]) => {
    const response = await fetch(`${product.url}/api/user/tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'test', scopes, expires_in_days: 1 }),
    });
    return { status: response.status, body: (await response.json()) as { token: string } & Problem };
  };

  it('path: everything below /api/admin needs the role admin, and nothing else does', () => {
    for (const { path, role } of Object.values<Endpoint>(endpoints))
      expect([path, role === 'admin']).toEqual([path, path.startsWith('/api/admin')]);
  });

  it.each(guarded)('%s: nobody 401, a role below 403, token without the scope 403', async (_, endpoint) => {
    const { body } = await apiToken(admin, ['containers:read']);
    expect(await call(endpoint)).toEqual({ status: 401, code: 'not_logged_in' });
    expect(await call(endpoint, ann.token)).toEqual({ status: 403, code: 'forbidden' });
    const asManager = await call(endpoint, manager.token);
    if (endpoint.role === 'admin') expect(asManager).toEqual({ status: 403, code: 'forbidden' });
    else expect(asManager.code).not.toBe('forbidden');
    expect(await call(endpoint, body.token)).toEqual({ status: 403, code: 'scope_missing' });
  });

  it('scopes for admins: refused to a user; an admin’s token is good while its owner is admin', async () => {
    expect(await apiToken(ann, ['admin:read'])).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path: 'scopes' }] },
    });
    const { body } = await apiToken(admin, ['admin:read']);
    expect(await call(endpoints.audit, body.token)).toEqual({ status: 200, code: null });
    const id = String(admin.user.id);
    await product.rows(`UPDATE users SET role = 'manager' WHERE id = ${id}`);
    expect(await call(endpoints.audit, body.token)).toEqual({ status: 403, code: 'forbidden' });
    await product.rows(`UPDATE users SET role = 'admin' WHERE id = ${id}`);
  });
});
