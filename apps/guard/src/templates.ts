import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import {
  contextHash,
  GALLERY,
  readDockerfile,
  readTemplateFile,
  type TemplateFile,
  templateFolders,
} from '@spawner/engine';
import tar from 'tar-fs';
import type { Settings } from './settings.js';

/** An image that containers may use, its origin, and the templates that use it. */
export interface TemplateImage {
  /** The build context; null if the image is pulled. */
  readonly context: {
    readonly tar: () => Readable;
    readonly hash: () => Promise<string>;
    /** Images that its Dockerfile names. */
    readonly bases: readonly string[];
    readonly needsBuildKit: boolean;
  } | null;
  readonly base: string | null;
  readonly templates: readonly TemplateFile[];
}

/**
 * The template folders in the guard's own image. A build context is never taken from the client: its Dockerfile could make
 * the engine fetch any address (`ADD http://…`) or read other images of the host.
 */
export function templateImages(settings: Settings): ReadonlyMap<string, TemplateImage> {
  const { TEMPLATES_DIR: own, TEMPLATES: chosen } = settings;
  const images = new Map<string, TemplateImage>();
  for (const found of templateFolders({ own, gallery: GALLERY, chosen })) {
    const { type, folder } = found;
    const file = readTemplateFile(found);
    const image = settings.images[type] ?? file.image;
    const base = settings.bases[type] ?? null;
    const dockerfile = join(folder, 'Dockerfile');
    const context = existsSync(dockerfile)
      ? {
          tar: () => tar.pack(folder),
          hash: () => contextHash(folder, base),
          ...readDockerfile(readFileSync(dockerfile, 'utf8'), base === null ? {} : { BASE_IMAGE: base }),
        }
      : null;
    const templates = [...(images.get(image)?.templates ?? []), file];
    images.set(image, { context, base, templates });
  }
  return images;
}
