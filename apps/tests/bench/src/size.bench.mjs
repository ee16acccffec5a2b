import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '@spawner/kit/run';
import { noMoreThan } from './measure.mjs';

const LIMIT = 120;

const web = join(ROOT, 'apps/web/dist');

/** JavaScript of the first page: its scripts and their preloads. */
export function sizeBench() {
  const page = readFileSync(join(web, 'index.html'), 'utf8');
  const files = [...page.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, file]) => file);
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(web, file))).length, 0);
  const all = readdirSync(join(web, 'assets')).filter((file) => file.endsWith('.js')).length;
  return [
    noMoreThan(LIMIT, {
      name: 'JavaScript on first load, gzip',
      value: bytes / 1024,
      unit: 'KB',
      note: `${files.length} of ${all} files`,
    }),
  ];
}
