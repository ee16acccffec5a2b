import type { HttpEntry } from '../../src/gateway/http-entry.js';
import { NO_ROUTE_HEADER } from '../../src/gateway/requests/service-hosts.js';
import { HttpServer } from '../../src/server/http-server.js';

/** The product's server: a gateway in front of pages, of which there are none here. */
export const frontOf = (entry: () => HttpEntry): HttpServer =>
  new HttpServer(entry, (_request, response) => {
    response.writeHead(404, { [NO_ROUTE_HEADER]: '1' });
    response.end('framework');
  });
