import { connect } from 'node:net';
import { settingsFrom } from './settings.js';

// Whether the guard takes connections; whether there is an engine behind it is another question.
const listen = settingsFrom(process.env).GUARD_LISTEN;
const where = listen.startsWith('/')
  ? { path: listen }
  : { host: '127.0.0.1', port: Number(listen.replace(/.*:/, '')) };
connect({ ...where, timeout: 2000 })
  .once('connect', () => process.exit(0))
  .once('timeout', () => process.exit(1))
  .once('error', () => process.exit(1));
