import { applyDecorators, HttpCode, RequestMapping, RequestMethod, SerializeOptions } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiResponse } from '@nestjs/swagger';
import { type Endpoint, Problem } from '@spawner/contracts';

/** Ties a handler to its entry in the endpoint table: verb, path, checked answer and OpenAPI page. */
export function Serves(endpoint: Endpoint): MethodDecorator {
  const parameters = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return applyDecorators(
    RequestMapping({ method: RequestMethod[endpoint.method], path: endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1') }),
    HttpCode(200),
    SerializeOptions({ schema: endpoint.answer }),
    ApiOkResponse({ standardSchema: endpoint.answer }),
    ApiResponse({ status: 'default', description: 'Problem details', standardSchema: Problem }),
    ...parameters.map((name) => ApiParam({ name, schema: { type: 'string' } })),
  );
}
