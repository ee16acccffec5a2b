interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
}

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** One route of the product's OpenAPI document. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly isStream: boolean;
  /** A valid body, if the route takes one. */
  readonly body: unknown;
  readonly query: string;
}

/** @param hers fills every field for a mail address */
export function routesOf(document: OpenApi, hers: string): Route[] {
  const fill = (schema: Schema | undefined): unknown => example(document, schema ?? {}, hers);
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters = [], requestBody, responses }]) => {
      const needed = parameters.filter(({ in: where, required }) => where === 'query' && required);
      const query = new URLSearchParams(needed.map(({ name, schema }) => [name, String(fill(schema))])).toString();
      const media = Object.values(responses).flatMap(({ content = {} }) => Object.keys(content));
      const json = requestBody?.content['application/json'];
      return {
        method: method.toUpperCase(),
        path,
        isStream: media.includes('text/event-stream'),
        body: json ? fill(json.schema) : requestBody && 'a file',
        query: query && `?${query}`,
      };
    }),
  );
}

function example(document: OpenApi, schema: Schema, hers: string): unknown {
  const { $ref, enum: values, oneOf, anyOf = oneOf, items, properties = {}, required = [] } = schema;
  if ($ref) return example(document, document.components?.schemas?.[$ref.split('/').at(-1) ?? ''] ?? {}, hers);
  if ('const' in schema) return schema.const;
  if (values) return values[0];
  if (anyOf?.[0]) return example(document, anyOf[0], hers);
  if (items) return [example(document, items, hers)];
  if (schema.type === 'object') {
    const valueOf = (name: string) => (name === 'email' ? hers : example(document, properties[name] ?? {}, hers));
    return Object.fromEntries(required.map((name) => [name, valueOf(name)]));
  }
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'boolean') return true;
  if (schema.pattern?.includes('\\d{6}')) return '000000';
  return 'A'.repeat(schema.pattern?.includes('{43}') ? 43 : 8);
}
