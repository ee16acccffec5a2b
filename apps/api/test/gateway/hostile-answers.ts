import fc from 'fast-check';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const garbage = fc.uint8Array({ maxLength: 40 }).map(text);
const status = fc.oneof(
  fc.integer({ min: 0, max: 999 }).map((code) => String(code).padStart(3, '0')),
  fc.constantFrom('100', '101', '103', '204', '205', '304', '099', '000', '1000', '-1', ''),
);
const reason = fc.oneof(fc.constantFrom('OK', '', 'a\tb', 'a\x01b', '\x7f', '\x00', 'gr\xfc\xdfe'), garbage);
const name = fc.oneof(
  fc.constantFrom(
    ...['Trailer', 'Transfer-Encoding', 'Content-Length', 'Connection', 'Upgrade', 'Keep-Alive', 'TE', 'Expect'],
    ...[
      'Set-Cookie',
      'Location',
      'Date',
      'Content-Type',
      'Sec-WebSocket-Accept',
      '__proto__',
      'constructor',
      'a b',
      '',
    ],
  ),
  garbage,
);
const value = fc.oneof(
  fc.constantFrom('x', 'chunked', 'gzip', 'identity', '2', '-1', 'close', 'upgrade', 'websocket', 'h2c', '', '\x01'),
  garbage,
);
const fields = fc
  .array(fc.tuple(name, value), { maxLength: 4 })
  .map((list) => list.map(([key, content]) => `${key}: ${content}\r\n`).join(''));

const statusLine = fc.tuple(fc.constantFrom('1.1', '1.1', '1.0', '2.0', '0.9'), status, reason);
const body = fc.oneof(
  fc.constant('\r\nuntil the end'),
  fc.constant('Content-Length: 2\r\n\r\nok'),
  fc.constant('Content-Length: 9\r\n\r\ncut'),
  fc.constant('Connection: Upgrade\r\nUpgrade: websocket\r\n\r\nframes'),
  fields.map((trailers) => `Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n${trailers}\r\n`),
  garbage.map((rest) => `Transfer-Encoding: chunked\r\n\r\n${rest}`),
);

/** What looks like an answer, with at least one thing that may be wrong. */
const nearlyHttp = fc
  .tuple(statusLine, fields, body)
  .map(([[version, code, phrase], headers, rest]) => `HTTP/${version} ${code} ${phrase}\r\n${headers}${rest}`);

/** Anything that an application may send instead of an answer, or as one. */
export const hostileAnswer = fc
  .oneof({ weight: 4, arbitrary: nearlyHttp }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map(text) })
  .map((answer) => Buffer.from(answer, 'latin1'));
