import type Docker from 'dockerode';
import { AppError } from '../../errors/app-error.js';
import { findImage } from '../../runtime/docker/docker-client.js';
import { refuseUnsafeImage } from '../../runtime/docker/image-safety.js';
import type { Finding } from '../../runtime/finding.js';
import type { Template } from '../../templates/template.js';

/** Whether a template's image is there, and one that would be started. */
export async function imageFinding(docker: Docker, template: Template): Promise<Finding> {
  const about = `template ${template.type}`;
  try {
    const info = await findImage(docker, template.image);
    if (!info) return { result: 'unknown', about, says: `its image ${template.image} is not there yet` };
    refuseUnsafeImage(info, template.image, template.confinement);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'image_unsafe')) throw error;
    const says = `${template.image} is refused because it brings ${String(error.facts['reason'])}`;
    return {
      result: 'missing',
      about,
      says,
      fix: ['change the image, or give the template a "user" such as "1000:1000"'],
    };
  }
  return template.confinement.readOnly
    ? { result: 'holds', about, says: 'not root, no labels of ours or of Traefik, read-only' }
    : {
        result: 'hint',
        about,
        says: 'its containers may write everywhere in their own file system',
        fix: ['"read_only": true in its template.json, where the application writes to /tmp and its volumes alone'],
      };
}
