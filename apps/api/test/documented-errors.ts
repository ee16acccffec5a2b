import { endpoints, type ErrorCode, type Problem } from '@spawner/contracts';
import { errorsOf } from '../src/server/open-api/document.js';
import { anywhere } from '../src/server/open-api/errors-of.js';
import type { EndpointName } from '../src/server/open-api/operation.js';

/** Codes by which no operation ran: the address or the method is not in the table. */
const beforeAnOperation: readonly ErrorCode[] = ['not_found', 'method_not_allowed'];

/** As the server chooses: a name before a parameter, which begins with a later character. */
const routes = (Object.keys(endpoints) as EndpointName[])
  .sort((a, b) => (endpoints[a].path < endpoints[b].path ? -1 : 1))
  .map((name) => {
    const { method, path } = endpoints[name];
    return { name, method, path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) };
  });

/** From now on a request of this test file fails if its answer is an error that the OpenAPI document does not name. */
export function failOnUndocumentedErrors(): void {
  if (fetch !== original) return;
  globalThis.fetch = async (input, init) => {
    const answer = await original(input, init);
    const [method, path] = [init?.method ?? 'GET', new URL(answer.url).pathname];
    const route = routes.find((route) => route.method === method && route.path.test(path));
    if (route && answer.headers.get('content-type')?.startsWith('application/problem+json')) {
      const { code } = (await answer.clone().json()) as Problem;
      const named = [...errorsOf(route.name, true), ...anywhere, ...beforeAnOperation];
      if (!named.includes(code)) throw new Error(`${method} ${path}: src/server/open-api does not name ${code}`);
    }
    return answer;
  };
}

const original = globalThis.fetch;
