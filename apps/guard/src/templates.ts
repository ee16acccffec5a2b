import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { contextHash, readDockerfile, TemplateFile } from '@spawner/engine';
import tar from 'tar-fs';
import type { Settings } from './settings.js';

/** An image that containers may use, and its origin. */
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
  /** The runtimes that its containers may use; null is the engine's default. */
  readonly runtimes: readonly (string | null)[];
}

/**
 * The template folders in the guard's own image. A build context is never taken from the client: its Dockerfile could make
 * the engine fetch any address (`ADD http://…`) or read other images of the host.
 */
export function templateImages(settings: Settings): ReadonlyMap<string, TemplateImage> {
  const root = settings.TEMPLATES_DIR;
  const types = readdirSync(root).filter((type) => existsSync(join(root, type, 'template.json')));
  const images = new Map<string, TemplateImage>();
  for (const type of types) {
    const folder = join(root, type);
    const file = TemplateFile.parse(JSON.parse(readFileSync(join(folder, 'template.json'), 'utf8')));
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
    const runtimes = [...(images.get(image)?.runtimes ?? []), file.runtime ?? null];
    images.set(image, { context, base, runtimes });
  }
  return images;
}
