import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Endpoint, endpoints, Problem } from '@spawner/contracts';
import { type Product, startProduct } from './product.js';

interface Content {
  readonly schema?: unknown;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Described {
  readonly description: string;
  readonly content: Readonly<Record<string, Content>>;
}

interface Parameter {
  readonly in: string;
  readonly schema: { readonly type: string };
  readonly example?: unknown;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly requestBody?: Described;
  readonly security?: unknown;
  readonly responses: Readonly<Record<string, Described>>;
}

interface OpenApi {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
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

  const operationOf = ({ path, method }: Endpoint): Operation => {
    const operation = document.paths[path]?.[method.toLowerCase()];
    if (!operation) throw new Error(`${method} ${path} is not described`);
    return operation;
  };

  describe.each<[string, Endpoint]>(Object.entries(endpoints))('operation %s', (name, endpoint) => {
    it('shapes: body and answer of the contract', () => {
      const { requestBody, responses } = operationOf(endpoint);
      // A file has another media type, and no schema in the contract.
      expect(requestBody?.content['application/json'] !== undefined).toBe(endpoint.body !== undefined);
      expect(responses[endpoint.status ?? 200]?.content[endpoint.media ?? 'application/json']).toHaveProperty('schema');
    });

    it('text: summary, description and one tag of the list', () => {
      const { operationId, summary, description, tags } = operationOf(endpoint);
      expect(operationId).toBe(name);
      expect(summary).toMatch(/^[A-Z].*[^.]$/);
      expect(description).toMatch(/\w\W*$/);
      expect([tags, document.tags.filter((tag) => tags.includes(tag.name))]).toEqual([
        [expect.any(String)],
        [expect.anything()],
      ]);
    });

    it('examples: path, body and answer fit the schemas', () => {
      const { parameters = [], requestBody, responses } = operationOf(endpoint);
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ example }) => typeof example)).toEqual(
        inPath.map(({ schema }) => (schema.type === 'integer' ? 'number' : 'string')),
      );
      const answer = responses[endpoint.status ?? 200]?.content[endpoint.media ?? 'application/json']?.example;
      expect(endpoint.answer.safeParse(answer).error).toBeUndefined();
      if (endpoint.body) {
        expect(endpoint.body.safeParse(requestBody?.content['application/json']?.example).error).toBeUndefined();
      }
    });

    it('errors: problem details, each code with an example that is filled in', () => {
      const { responses, security } = operationOf(endpoint);
      const errors = Object.entries(responses).filter(([status]) => status === 'default' || Number(status) >= 400);
      expect(errors.length).toBeGreaterThan(0);
      for (const [status, { content, description }] of errors) {
        expect(Object.keys(content)).toEqual(['application/problem+json']);
        const examples = Object.entries(content['application/problem+json']?.examples ?? {});
        for (const [code, { value }] of examples) {
          expect(Problem.parse(value)).toMatchObject({ code, ...(status !== 'default' && { status: Number(status) }) });
          expect(description).toContain(`\`${code}\``);
          expect(JSON.stringify(value)).not.toMatch(/\{\w+\}/);
        }
      }
      expect(responses[401] !== undefined).toBe(security !== undefined || name === 'refreshSession');
    });
  });

  it('components: named, with the Bearer scheme for the explorer', () => {
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Container', 'LaunchResponse', 'TokenResponse', 'Problem']),
    );
    expect(document.components.securitySchemes).toMatchObject({ bearer: { type: 'http', scheme: 'bearer' } });
    expect(document.paths['/api/user/containers']?.['get']?.security).toEqual([{ bearer: [] }]);
  });

  it('references: each leads to a component', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
    const components = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    const unknown = [...references].map(([, reference = '']) => reference).filter((one) => !components.includes(one));
    expect(unknown).toEqual([]);
  });

  it('bounds: in the way of OpenAPI 3.0, in which an exclusive one is a flag', () => {
    expect(JSON.stringify(document)).not.toMatch(/"exclusiveM(in|ax)imum":-?\d/);
  });

  it('explorer: served', async () => {
    const page = await fetch(`${product.url}/api/docs`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('swagger-ui')]);
  });
});
