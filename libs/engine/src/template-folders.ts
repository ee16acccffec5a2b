import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TemplateFile } from './template-file.js';

/** Templates that are there to be chosen, beside those of TEMPLATES_DIR. */
export const GALLERY = 'docker/gallery';

export interface TemplateFolder {
  readonly type: string;
  readonly folder: string;
}

/**
 * The templates that TEMPLATES names, out of TEMPLATES_DIR and the gallery; all of TEMPLATES_DIR where it names none.
 * @throws Error that says what there is to choose from
 */
export function templateFolders(places: {
  readonly own: string;
  readonly gallery: string;
  readonly chosen: readonly string[] | undefined;
}): TemplateFolder[] {
  const own = foldersIn(places.own);
  const { chosen } = places;
  if (!chosen) return own;
  const there = new Map([...foldersIn(places.gallery), ...own].map((found) => [found.type, found]));
  return chosen.map((type) => {
    const found = there.get(type);
    if (!found) throw new Error(`TEMPLATES: there is no "${type}"; there are ${[...there.keys()].sort().join(', ')}`);
    return found;
  });
}

const foldersIn = (root: string): TemplateFolder[] =>
  existsSync(root)
    ? readdirSync(root, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => ({ type: name, folder: join(root, name) }))
    : [];

/** @throws Error with a line for each field that is wrong */
export function readTemplateFile({ folder }: TemplateFolder): TemplateFile {
  const path = join(folder, 'template.json');
  const { data, error } = TemplateFile.safeParse(parsed(path));
  if (data) return data;
  const known = Object.keys(TemplateFile.shape).join(', ');
  const lines = error.issues.map((issue) => {
    const place = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    const hint = issue.code === 'unrecognized_keys' && issue.path.length === 0 ? `; the fields are ${known}` : '';
    const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    return `${path}: ${place}${message}${hint}`;
  });
  throw new Error(lines.join('\n'));
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}
