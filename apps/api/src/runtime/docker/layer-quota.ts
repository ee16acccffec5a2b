import type { Template } from '../../templates/template.js';
import type { Finding } from '../finding.js';
import type { EngineInfo } from './docker-client.js';

/**
 * Whether the engine's storage may hold a container to a size. Only a try tells, because XFS needs a mount option besides.
 * On btrfs and zfs the image counts too, so that a container of a large image could not even be created.
 */
export const mayHaveQuota = ({ Driver, DriverStatus }: EngineInfo): boolean =>
  Driver === 'overlay2' &&
  (DriverStatus ?? []).some(([name, value]) => name === 'Backing Filesystem' && value === 'xfs');

/** What keeps a container from filling the disk with what it writes outside its volumes. */
export function layerFinding(templates: readonly Template[], hasQuota: boolean): Finding {
  const about = 'disk';
  const weakness = 'layers';
  const writable = templates.filter(({ confinement }) => !confinement.readOnly).map(({ type }) => type);
  if (writable.length === 0) {
    return { result: 'holds', about, says: 'every template is read-only, and /tmp has a size', weakness };
  }
  if (hasQuota) return { result: 'holds', about, says: "the engine ends a container's writes at its limit", weakness };
  return {
    result: 'hint',
    about,
    says: `a container of ${writable.join(', ')} that writes too much is found and stopped within 10 minutes, not at once`,
    fix: [
      '"read_only": true in template.json where the application allows it; else',
      'put the data root of Docker on XFS, mounted with pquota',
    ],
    weakness,
  };
}
