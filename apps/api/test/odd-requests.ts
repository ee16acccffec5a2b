import type { Endpoint } from '@spawner/contracts';

const NO_ID = '8c6a1d1e-3b1f-4f53-a5b7-2e0c9d4f6a10';
/** PostgreSQL knows no year 0, and reads no time of more than 128 characters. */
const oddTimes = ['0000-01-01', '0000-01-01T00:00:00Z', `2026-01-01T00:00:00.${'0'.repeat(200)}Z`];
const beyondInteger = 2 ** 49;
const odd: readonly unknown[] = [
  ...[null, true, [], {}, '', 'x'.repeat(10_000), -1, 1.5, beyondInteger, 1e300],
  ...oddTimes.slice(1),
];
const oddTexts = ['', '-1', '1.5', String(beyondInteger), '1e300', 'x'.repeat(1000), ...oddTimes];

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: Schema; example?: unknown }>> };
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

type Place = readonly string[];

/** The places of a body, and those that its schema has besides. */
function placesIn(body: unknown, schema: Schema, openApi: OpenApi): Place[] {
  const { properties = {}, items } = openApi.components.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return [...new Set([...Object.keys(fields), ...Object.keys(properties)])].flatMap((name) => [
    [name],
    ...placesIn(fields[name], properties[name] ?? items ?? {}, openApi).map((inner) => [name, ...inner]),
  ]);
}

/** A copy of the body with another value at one place. */
function changed(body: unknown, [name, ...inner]: Place, value: unknown): unknown {
  if (name === undefined) return value;
  if (Array.isArray(body)) return body.map((each, at) => (String(at) === name ? changed(each, inner, value) : each));
  const fields = (body ?? {}) as Record<string, unknown>;
  return { ...fields, [name]: changed(fields[name], inner, value) };
}

/** Cursors that no list has made, and yet in its form. */
const oddCursors = (sort: string): string[] =>
  [
    ...[...oddTimes, 1e300, true, {}].flatMap((key) => [1, NO_ID].map((id) => ({ sort, key, id }))),
    ...['a', 5, '2026-01-01T00:00:00Z'].flatMap((key) => [beyondInteger, 'x'].map((id) => ({ sort, key, id }))),
  ].map((position) => Buffer.from(JSON.stringify(position)).toString('base64url'));

/**
 * Requests to an endpoint that are right but for one field, each field with each odd value.
 * @param bodies right ones that have other fields than the example of the document
 * @param userId a person who may be changed
 */
export function oddRequests(
  { path, method }: Endpoint,
  openApi: OpenApi,
  bodies: readonly unknown[],
  userId: number,
): [address: string, body?: unknown][] {
  const { parameters = [], requestBody } = openApi.paths[path]?.[method.toLowerCase()] ?? {};
  const described = requestBody?.content['application/json'];
  const right = [...(described ? [described.example] : []), ...bodies];
  /** The field, and a body that has it. */
  const places = new Map(
    right.flatMap((body) =>
      placesIn(body, described?.schema ?? {}, openApi).map((place): [string, unknown] => [place.join('.'), body]),
    ),
  );
  const address = path.replace('{type}', 'dev').replaceAll(/\{\w+\}/g, String(userId));
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const needed = query.flatMap(({ required, name, schema }) => (required ? `${name}=${schema.enum?.[0] ?? 'x'}&` : []));
  const asking = (...fields: string[]): [string] => [`${address}?${needed.join('')}${fields.join('&')}`];
  const sorts = query.find((field) => field.name === 'sort')?.schema.enum;
  const hasPages = query.some((field) => field.name === 'cursor');
  return [
    ...(path.match(/\{\w+\}/g) ?? []).flatMap((place) =>
      oddTexts.slice(1).map((text): [string, unknown?] => [
        path
          .replace(place, encodeURIComponent(text))
          .replace('{type}', 'dev')
          .replaceAll(/\{\w+\}/g, NO_ID),
        right[0],
      ]),
    ),
    ...query.flatMap((field) => oddTexts.map((text) => asking(`${field.name}=${encodeURIComponent(text)}`))),
    ...query.map((field) => asking(`${field.name}=1`, `${field.name}=2`)),
    ...(hasPages ? (sorts ?? ['-at']) : []).flatMap((sort) =>
      oddCursors(sort).map((cursor) => asking(`cursor=${cursor}`, ...(sorts ? [`sort=${sort}`] : []))),
    ),
    ...[...places].flatMap(([place, body]) =>
      odd.map((value): [string, unknown] => [address, changed(body, place.split('.'), value)]),
    ),
  ];
}
