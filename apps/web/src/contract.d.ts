/** Made from the contract by contract.mjs. */
declare module 'virtual:contract' {
  import type { Endpoint, endpoints as Endpoints } from '@spawner/contracts';

  /** JSON Schema, as far as the answers of the contract use it. */
  export interface Shape {
    readonly type?: string | readonly string[];
    readonly enum?: readonly unknown[];
    readonly const?: unknown;
    readonly anyOf?: readonly Shape[];
    readonly items?: Shape;
    readonly properties?: Readonly<Record<string, Shape>>;
    readonly required?: readonly string[];
  }

  type PlainEndpoint = Pick<Endpoint, 'method' | 'path' | 'media'> & { readonly answer: Shape };

  export const endpoints: Readonly<Record<keyof typeof Endpoints, PlainEndpoint>>;
  export const problem: Shape;
}
