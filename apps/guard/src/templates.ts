import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import tar from 'tar-fs';
import { z } from 'zod';
import type { Settings } from './settings.js';

const TemplateFile = z.object({ image: z.string().min(1), runtime: z.string().optional() });

/** An image that containers may be made of, and where it comes from. */
export interface TemplateImage {
  /** A build's context; null where the image is pulled. */
  readonly context: (() => Readable) | null;
  readonly base: string | null;
  /** What its containers are run by; null is the engine's default. */
  readonly runtimes: readonly (string | null)[];
}

/**
 * The template folders, as the guard itself has them: what an image is built from is never taken from the asker, whose
 * Dockerfile could fetch addresses with the engine's own hands (`ADD http://…`) or read other images of the host.
 */
export function templateImages(settings: Settings): ReadonlyMap<string, TemplateImage> {
  const root = settings.TEMPLATES_DIR;
  const types = readdirSync(root).filter((type) => existsSync(join(root, type, 'template.json')));
  const images = new Map<string, TemplateImage>();
  for (const type of types) {
    const folder = join(root, type);
    const file = TemplateFile.parse(JSON.parse(readFileSync(join(folder, 'template.json'), 'utf8')));
    const image = settings.images[type] ?? file.image;
    const context = existsSync(join(folder, 'Dockerfile')) ? () => tar.pack(folder) : null;
    const runtimes = [...(images.get(image)?.runtimes ?? []), file.runtime ?? null];
    images.set(image, { context, base: settings.bases[type] ?? null, runtimes });
  }
  return images;
}
