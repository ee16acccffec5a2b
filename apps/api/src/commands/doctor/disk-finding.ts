import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { changeDeadline, ignoring } from '../../runtime/docker/docker-errors.js';
import type { Finding } from '../../runtime/finding.js';
import type { Template } from '../../templates/template.js';

const about = 'disk';

/** Whether the disk space of a container is limited. Found out by trying, because the engine does not report it. */
export async function diskFinding(docker: Docker, image: string, templates: readonly Template[]): Promise<Finding> {
  const writable = templates.filter(({ confinement }) => !confinement.readOnly).map(({ type }) => type);
  const kept = templates.some(({ volumes }) => volumes.length > 0) ? '; volumes have no limit, watch them' : '';
  if (writable.length === 0) {
    return { result: 'holds', about, says: `every template is read-only, and /tmp has a size${kept}` };
  }
  return {
    result: 'hint',
    about,
    says: `containers of ${writable.join(', ')} may fill the disk${kept}`,
    fix: [
      '"read_only": true in template.json where the application allows it; else',
      (await hasQuotas(docker, image))
        ? '/etc/docker/daemon.json: "storage-opts": ["overlay2.size=2g"]'
        : 'put the engine\'s data on XFS mounted with pquota, then "storage-opts": ["overlay2.size=2g"]',
    ],
  };
}

async function hasQuotas(docker: Docker, image: string): Promise<boolean> {
  const name = `spawner-doctor-${randomBytes(4).toString('hex')}`;
  const HostConfig = { NetworkMode: 'none', StorageOpt: { size: '64m' } };
  try {
    await docker.createContainer({ name, Image: image, HostConfig, abortSignal: changeDeadline() });
    return true;
  } catch {
    return false;
  } finally {
    await ignoring([403, 404], docker.getContainer(name).remove({ force: true, abortSignal: changeDeadline() }));
  }
}
