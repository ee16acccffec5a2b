import { connect } from 'node:net';
import { settingsFrom } from './settings.js';

// Healthy if the guard accepts connections. The engine behind it is not checked.
const listen = settingsFrom(process.env).GUARD_LISTEN;
const where = listen.startsWith('/')
  ? { path: listen }
  : { host: '127.0.0.1', port: Number(listen.replace(/.*:/, '')) };
connect({ ...where, timeout: 2000 })
  .once('connect', () => process.exit(0))
  .once('timeout', () => process.exit(1))
  .once('error', () => process.exit(1));
