import { connect } from 'node:net';
import { settingsFrom } from './settings.js';

// Healthy is a guard that takes connections, whether or not the engine behind it answers.
const listen = settingsFrom(process.env).GUARD_LISTEN;
const where = listen.startsWith('/')
  ? { path: listen }
  : { host: '127.0.0.1', port: Number(listen.replace(/.*:/, '')) };
connect({ ...where, timeout: 2000 })
  .once('connect', () => process.exit(0))
  .once('timeout', () => process.exit(1))
  .once('error', () => process.exit(1));
