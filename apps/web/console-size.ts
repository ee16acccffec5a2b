import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

const LIMIT_KB = 62;
const PAGE = /pages[\\/]admin[\\/][\w-]+\.page\.tsx$/;

/** Fails the build when a page of the console, with all that the first load lacks, becomes too large. */
export const consoleSize: Plugin = {
  name: 'console-size',
  apply: 'build',
  generateBundle(_options, bundle) {
    const chunks = new Map<string, Rolldown.OutputChunk>();
    for (const file of Object.values(bundle)) if (file.type === 'chunk') chunks.set(file.fileName, file);

    const withImports = (file: string, found = new Set<string>()): Set<string> => {
      if (found.has(file)) return found;
      found.add(file);
      chunks.get(file)?.imports.forEach((name) => withImports(name, found));
      return found;
    };
    const all = [...chunks.values()];
    const first = new Set(all.filter(({ isEntry }) => isEntry).flatMap(({ fileName }) => [...withImports(fileName)]));

    for (const { fileName, facadeModuleId } of all.filter(({ facadeModuleId }) => PAGE.test(facadeModuleId ?? ''))) {
      const own = [...withImports(fileName)].filter((name) => !first.has(name));
      const bytes = own.reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? '').length, 0);
      const kilobytes = Math.ceil(bytes / 1024);
      if (kilobytes > LIMIT_KB)
        this.error(`${facadeModuleId} loads ${kilobytes} KB (gzip), the limit is ${LIMIT_KB} KB`);
    }
  },
};
