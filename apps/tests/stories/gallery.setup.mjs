import { readdirSync, readFileSync } from 'node:fs';
import { isHere } from './compose.setup.mjs';

const GALLERY = new URL('../../../docker/gallery/', import.meta.url);

/** Why the gallery's images cannot be built here, or null. */
export async function galleryObstacle() {
  const bases = readdirSync(GALLERY).map((type) => {
    const [, base] = /^ARG BASE_IMAGE=(.+)$/m.exec(readFileSync(new URL(`${type}/Dockerfile`, GALLERY), 'utf8'));
    return process.env[`USER_TEMPLATE_BASE_${type.toUpperCase()}`] || base;
  });
  const absent = bases.find((image) => !isHere(image));
  return absent ? `the image ${absent} is neither here nor can it be pulled` : null;
}
