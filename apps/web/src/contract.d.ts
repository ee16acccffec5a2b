/** Made from the contract by contract.mjs. */
declare module 'virtual:contract' {
  import type { Endpoint, endpoints as Endpoints } from '@spawner/contracts';

  type Endpoints = typeof Endpoints;
  /** Endpoints that need a role. */
  type AdminName = { [N in keyof Endpoints]: Endpoints[N] extends { role: string } ? N : never }[keyof Endpoints];

  /** JSON Schema, as far as the answers of the contract use it. */
  export interface Shape {
    readonly type?: string | readonly string[];
    readonly enum?: readonly unknown[];
    readonly const?: unknown;
    readonly anyOf?: readonly Shape[];
    readonly items?: Shape;
    readonly properties?: Readonly<Record<string, Shape>>;
    /** The properties that may be missing, in place of `required`. */
    readonly optional?: readonly string[];
  }

  export type PlainEndpoint = Pick<Endpoint, 'method' | 'path' | 'media'> & { readonly answer: Shape };

  export const endpoints: Readonly<Record<Exclude<keyof Endpoints, AdminName>, PlainEndpoint>>;
  export const problem: Shape;
}

declare module 'virtual:contract/admin' {
  import type { AdminName, PlainEndpoint } from 'virtual:contract';

  export const endpoints: Readonly<Record<AdminName, PlainEndpoint>>;
}
