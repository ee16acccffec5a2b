/** The service's own file: the route is there while the file is, as a label's is while its container runs. */
export const SERVICE_FILE = 'service.yml';

const LISTS = new Set([
  'entrypoints',
  'middlewares',
  'prefixes',
  'authresponseheaders',
  'accesscontrolalloworiginlist',
  'accesscontrolallowmethods',
  'accesscontrolallowheaders',
]);

interface Tree {
  [key: string]: unknown;
}

/** What Traefik makes of a container with these labels, as a file of routes to this port. */
export function routesOf(labels: Readonly<Record<string, string>>, port: number): Tree {
  const tree: Tree = {};
  for (const [label, value] of Object.entries(labels)) {
    const keys = label.split('.').slice(1);
    if (keys[0] === 'http' && !keys.includes('server')) plant(tree, keys, value);
  }
  const [, service = ''] = /services\.([^.]+)\./.exec(Object.keys(labels).join(' ')) ?? [];
  plant(tree, ['http', 'services', service, 'loadbalancer', 'servers'], [{ url: `http://127.0.0.1:${port}` }]);
  return tree;
}

function plant(tree: Tree, keys: readonly string[], value: unknown): void {
  const [key = '', ...rest] = keys;
  if (rest.length === 0) tree[key] = LISTS.has(key) ? String(value).split(',') : value;
  else plant((tree[key] ??= {}) as Tree, rest, value);
}
