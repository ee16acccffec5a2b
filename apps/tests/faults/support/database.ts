import type { Environment } from '@spawner/kit/product';

/** What the product keeps its data in. */
export interface Database {
  /** By which the product finds it. */
  readonly environment: Environment;
  query<T>(sql: string, values?: readonly unknown[]): Promise<T[]>;
  /** When no product process lives any more. */
  close(): Promise<void>;
}
