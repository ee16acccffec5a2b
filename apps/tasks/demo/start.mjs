// What the containers of the demo run. A live page without trouble shows only half of what it can do.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const { USER_SLUG = '', VOLUME_SRV_WWW: files = '.' } = process.env;
const SLOW_SECONDS = 50;

const broken = join(files, '.started-before');
if (USER_SLUG.startsWith('finn') && !existsSync(broken)) {
  writeFileSync(broken, '');
  console.error("Error: Cannot find module './server.js'");
  process.exit(1);
}
if (USER_SLUG.startsWith('ida')) await delay(SLOW_SECONDS * 1000);
await import(new URL('serve.mjs', import.meta.url));
