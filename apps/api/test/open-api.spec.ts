import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints } from '@spawner/contracts';
import { type Product, startProduct } from './product.js';

interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { requestBody?: unknown; security?: unknown; responses: Record<string, unknown> }>>
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>>; readonly securitySchemes: unknown };
}

describe('OpenAPI', () => {
  let product: Product;
  let document: OpenApi;

  beforeAll(async () => {
    product = await startProduct();
    document = (await (await fetch(`${product.url}/api/docs-json`)).json()) as OpenApi;
  });
  afterAll(async () => {
    await product.close();
  });

  it('endpoints: exactly those of the contract', () => {
    const described = Object.entries(document.paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(
      Object.values(endpoints)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
  });

  it.each(Object.entries(endpoints))('endpoint %s: body and answer of the contract', (_name, endpoint) => {
    const operation = document.paths[endpoint.path]?.[endpoint.method.toLowerCase()];
    expect(operation?.requestBody !== undefined).toBe('body' in endpoint || endpoint.method === 'PUT');
    const status = 'status' in endpoint ? endpoint.status : 200;
    expect(JSON.stringify(operation?.responses[status])).toContain('schema');
  });

  it('components: named, with the Bearer scheme for the explorer', () => {
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Container', 'LaunchResponse', 'TokenResponse', 'Problem']),
    );
    expect(document.components.securitySchemes).toMatchObject({ bearer: { type: 'http', scheme: 'bearer' } });
    expect(document.paths['/api/user/containers']?.['get']?.security).toEqual([{ bearer: [] }]);
  });

  it('explorer: served', async () => {
    const page = await fetch(`${product.url}/api/docs`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('swagger-ui')]);
  });
});
