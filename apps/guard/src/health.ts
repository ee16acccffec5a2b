import { connect } from 'node:net';
import { DEFAULT_LISTEN } from './listen.js';

// Healthy if the guard accepts connections. The engine behind it is not checked.
const listen = process.env['GUARD_LISTEN'] || DEFAULT_LISTEN;
const where = listen.startsWith('/')
  ? { path: listen }
  : { host: '127.0.0.1', port: Number(listen.replace(/.*:/, '')) };
connect({ ...where, timeout: 2000 })
  .once('connect', () => process.exit(0))
  .once('timeout', () => process.exit(1))
  .once('error', () => process.exit(1));
