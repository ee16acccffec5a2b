import { applyDecorators, HttpCode, RequestMapping, RequestMethod, SerializeOptions } from '@nestjs/common';
import { ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { type Endpoint, Problem } from '@spawner/contracts';
import { z } from 'zod';
import { NeededRole } from './needed-role.decorator.js';
import { OwnAccount } from './own-account.decorator.js';

/** Binds a handler to its entry in the endpoint table: method, path, checked answer and OpenAPI page. */
export function Serves(endpoint: Endpoint): MethodDecorator {
  const { method, path, query, answer, media, status = 200, role, ownAccount } = endpoint;
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return applyDecorators(
    RequestMapping({ method: RequestMethod[method], path: path.replaceAll(/\{(\w+)\}/g, ':$1') }),
    HttpCode(status),
    ...(role ? [NeededRole(role)] : []),
    ...(ownAccount ? [OwnAccount()] : []),
    ...(media
      ? [ApiResponse({ status, content: { [media]: { schema: { type: 'string' } } } })]
      : [SerializeOptions({ schema: answer }), ApiResponse({ status, standardSchema: answer })]),
    ApiResponse({ status: 'default', description: 'Problem details', standardSchema: Problem }),
    ...parameters.map((name) => ApiParam({ name, schema: { type: 'string' } })),
    ...(query ? queryParameters(query) : []),
  );
}

function queryParameters(query: z.ZodType): MethodDecorator[] {
  const { properties = {}, required = [], $defs = {} } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties as Record<string, z.core.JSONSchema.JSONSchema>).map(([name, { $ref, ...own }]) => {
    // Only the properties go into the document: a named schema has to stand in its parameter.
    const { id: _, ...named } = $defs[$ref?.replace('#/$defs/', '') ?? ''] ?? {};
    return ApiQuery({
      name,
      required: required.includes(name),
      schema: { ...named, ...own } as Record<string, unknown>,
    });
  });
}
