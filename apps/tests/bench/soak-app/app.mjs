import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const EVERY_MS = 100;
/** A text frame with the letters `hi`. */
const FRAME = Buffer.from([0x81, 2, 104, 105]);

const server = createServer((request, response) => {
  if (!request.url.endsWith('/stream')) return response.end('hello');
  const beat = setInterval(() => response.write('data: beat\n\n'), EVERY_MS);
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  response.once('close', () => clearInterval(beat));
});
server.on('upgrade', ({ headers }, socket) => {
  const accept = createHash('sha1')
    .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  );
  const beat = setInterval(() => socket.write(FRAME), EVERY_MS);
  socket.on('error', () => undefined).once('close', () => clearInterval(beat));
  socket.resume();
});
server.listen(Number(process.env.PORT ?? 8080));
setInterval(() => console.log(new Date().toISOString()), EVERY_MS);
// Process 1 of a container ignores signals that it has no handler for.
process.on('SIGTERM', () => process.exit(0));
