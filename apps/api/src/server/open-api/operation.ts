import type { endpoints, ErrorCode } from '@spawner/contracts';
import type { z } from 'zod';

export type EndpointName = keyof typeof endpoints;

type Endpoints = typeof endpoints;
type BodyOf<N extends EndpointName> = Endpoints[N] extends { body: z.ZodType }
  ? { readonly body: z.input<Endpoints[N]['body']> }
  : unknown;

/** What the document says about an endpoint beside its shapes. The examples are checked against the schemas. */
export type Operation<N extends EndpointName> = BodyOf<N> & {
  /** A few words, in the imperative, without a full stop. */
  readonly summary: string;
  readonly description: string;
  readonly answer: z.output<Endpoints[N]['answer']>;
  /** Beside those that follow from the endpoint's shape, see errors-of.ts. */
  readonly errors?: readonly ErrorCode[];
};

export type Operations<N extends EndpointName> = { readonly [Name in N]: Operation<Name> };
