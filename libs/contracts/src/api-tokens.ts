import { z } from 'zod';
import { apiScopes } from './values.js';

export const ApiScope = z.enum(apiScopes).meta({ id: 'ApiScope' });
export type ApiScope = z.infer<typeof ApiScope>;

/** People and secret scanners recognise an API token by this prefix. */
export const API_TOKEN_PREFIX = 'spawner_pat_';

export const NewApiToken = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .regex(/^\P{C}+$/u),
    scopes: z
      .array(ApiScope)
      .min(1)
      .transform((scopes) => [...new Set(scopes)]),
    expires_in_days: z.int().min(1).max(365),
  })
  .meta({ id: 'NewApiToken' });
export type NewApiToken = z.input<typeof NewApiToken>;

export const ApiToken = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(ApiScope),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    last_used: z.iso.datetime().nullable(),
    last_used_ip: z.string().nullable(),
  })
  .meta({ id: 'ApiToken' });
export type ApiToken = z.infer<typeof ApiToken>;

export const ApiTokensResponse = z.object({ tokens: z.array(ApiToken) }).meta({ id: 'ApiTokensResponse' });
export type ApiTokensResponse = z.infer<typeof ApiTokensResponse>;

export const CreatedApiToken = z
  .object({
    token: z.string().meta({ description: 'Shown only once; only its hash is stored.' }),
    details: ApiToken,
  })
  .meta({ id: 'CreatedApiToken' });
export type CreatedApiToken = z.infer<typeof CreatedApiToken>;
