import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './run.js';

interface TemplateOptions {
  readonly image: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A folder to copy, or files by name. */
  readonly files?: string | Readonly<Record<string, string>>;
}

/** A folder for TEMPLATES_DIR: templates by type, in this order. */
export async function writeTemplates(
  folder: string,
  templates: Readonly<Record<string, TemplateOptions>>,
): Promise<void> {
  for (const [order, [type, { image, settings, files = {} }]] of Object.entries(templates).entries()) {
    const template = join(folder, type);
    await mkdir(template, { recursive: true });
    if (typeof files === 'string') await cp(files, template, { recursive: true });
    else for (const [name, content] of Object.entries(files)) await writeFile(join(template, name), content);
    const content = { order, display_name: type, description: type, image, ...settings };
    // A bundled template has one already.
    await writeFile(join(template, 'template.json'), JSON.stringify(content), { flag: 'wx' }).catch(unlessThere);
  }
}

const unlessThere = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EEXIST') throw error;
};

/** The files of a bundled template, its settings too. */
export const bundledTemplate = (type: string): string => join(ROOT, 'docker/templates', type);
