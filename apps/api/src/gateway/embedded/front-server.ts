import http, { type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { EmbeddedProxy } from './embedded-proxy.js';

/** One server for everything: services are taken before the framework sees the request. */
export function frontServer(proxy: EmbeddedProxy, framework: RequestListener): Server {
  const server = http.createServer((request, response) => {
    if (!proxy.handle(request, response)) framework(request, response);
  });
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    if (!proxy.upgrade(request, socket, head)) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    // The server forgets an upgraded socket, so closing would otherwise wait for the visitor to leave.
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
  });
  server.on('close', () => {
    for (const socket of upgraded) socket.destroy();
  });
  return server;
}
