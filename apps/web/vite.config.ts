import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { pages } from '@spawner/contracts/values';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { consoleSize } from './console-size.js';
import manifest from './package.json' with { type: 'json' };

const API = 'http://localhost:5000';
/** The oldest browsers that schools have; the README and the page name them. The linter reads the same list. */
const BROWSERS = manifest.browserslist.map((browser) => browser.replace('ios_saf', 'ios').replace(' ', ''));
const ownPages: ReadonlySet<string> = new Set(Object.values(pages));

/** Beside each file its compressed forms, which the API sends: without a proxy before it, nothing else compresses. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    for (const file of Object.keys(bundle).filter((name) => /\.(js|css|svg)$/.test(name))) {
      const content = await readFile(join(dir, file));
      await writeFile(join(dir, `${file}.br`), brotliCompressSync(content));
      await writeFile(join(dir, `${file}.gz`), gzipSync(content, { level: 9 }));
    }
  },
};

const run = promisify(execFile);

/** See contract.mjs. In a process of its own, which reads the contract anew after a change. */
const contract: Plugin = {
  name: 'contract',
  resolveId: (id) => (/^virtual:contract(\/admin)?$/.test(id) ? `\0${id}` : undefined),
  async load(id) {
    if (!id.startsWith('\0virtual:contract')) return;
    this.addWatchFile(fileURLToPath(import.meta.resolve('@spawner/contracts')));
    const parts = id.endsWith('/admin') ? ['admin'] : [];
    return (await run(process.execPath, ['contract.mjs', ...parts], { cwd: import.meta.dirname })).stdout;
  },
};

export default defineConfig({
  plugins: [react(), tailwindcss(), contract, consoleSize, compressed],
  // Nothing is inlined as a data: URI, so that the page runs under `default-src 'self'`.
  build: {
    target: BROWSERS,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Few files: a phone waits for each, however small.
          groups: [
            { name: 'start', tags: ['$initial'], priority: 3 },
            // What only the console needs: nobody else loads it.
            { name: 'admin-api', test: /admin-api|virtual:contract.admin/, priority: 2 },
            { name: 'console-shared', test: /(features|pages)[\\/]admin[\\/]/, minShareCount: 2, priority: 1 },
            // Of the console and of classes.
            { name: 'lists', test: /components[\\/](table|jobs)/, minShareCount: 2, priority: 1 },
            // Of its two pages, by QR code and by typed codes.
            { name: 'card-login', test: /features[\\/]auth[\\/]card[\\/]/, minShareCount: 2, priority: 1 },
            { name: 'class-shared', test: /(features|pages)[\\/]class(es)?[\\/]/, minShareCount: 2, priority: 1 },
            {
              name: 'shared',
              test: /apps[\\/]web[\\/]src[\\/](?!features[\\/](lesson|material))|lucide-react/,
              minShareCount: 2,
            },
            // Dialogs of several pages of a class. Last, so that it does not take what the console shares with them.
            { name: 'class-dialogs', test: /features[\\/](lesson|material)[\\/]/, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': { target: API, ws: true },
      // A service, such as /ann-dev: everything with a hyphen that is no page of the dashboard.
      '^/[a-z0-9-]+-[a-z][a-z0-9]*(?:[/?]|$)': {
        target: API,
        ws: true,
        bypass: ({ url = '' }) => (ownPages.has(url.replace(/\?.*/s, '')) ? url : undefined),
      },
    },
  },
  test: {
    environment: 'happy-dom',
    setupFiles: ['tests/setup.ts'],
    include: ['tests/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
