import { Client, type ClientConfig } from 'pg';

/**
 * A connection of the pool that may break at any moment, also in the one between being taken and being used, in which
 * nobody listens yet: without a listener the error would end the process. The next query on it fails by itself.
 */
export class WatchedClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
