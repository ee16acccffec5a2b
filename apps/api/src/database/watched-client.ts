import { Client, type ClientConfig } from 'pg';

/**
 * A connection of the pool may break at any moment, also between being taken and being used, when no listener is attached
 * yet: an error without a listener would end the process. The next query on it fails by itself.
 */
export class WatchedClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
