import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Not part of an image: what a developer's machine puts beside a template, and what is read when Spawner starts. */
const LEFT_OUT = new Set(['node_modules', '.next', '.git', 'template.json']);

async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesIn(path)));
    else if (entry.isFile()) found.push(path);
  }
  return found.sort();
}

/** Changes with everything that a build of this folder depends on: file names, contents, permission to execute, base image. */
export async function contextHash(folder: string, base: string | null): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(base));
  for (const file of await filesIn(folder)) {
    const content = await readFile(file);
    const executable = ((await stat(file)).mode & 0o111) !== 0;
    const name = relative(folder, file).split(sep).join('/');
    hash.update(JSON.stringify([name, executable, content.length])).update(content);
  }
  return hash.digest('hex');
}

/** The same without reading the files: for a question that is asked before every launch. */
export async function contextStamp(folder: string, base: string | null): Promise<string> {
  const stamps = [];
  for (const file of await filesIn(folder)) {
    const { mtimeMs, ctimeMs, size, mode } = await stat(file);
    stamps.push([file, mtimeMs, ctimeMs, size, mode]);
  }
  return JSON.stringify([base, stamps]);
}
