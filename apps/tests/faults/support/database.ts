import type { Environment } from '@spawner/kit/product';

/** The product's database. */
export interface Database {
  /** Connection settings for the product. */
  readonly environment: Environment;
  query<T>(sql: string, values?: readonly unknown[]): Promise<T[]>;
  /** To be called after the end of every product process. */
  close(): Promise<void>;
}
