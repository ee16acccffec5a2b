import type { Finding } from '../finding.js';
import type { EngineInfo } from './docker-client.js';

/**
 * Whether the engine's storage may hold a container to a size. Only a try tells, because XFS needs a mount option besides.
 * On btrfs and zfs the image counts too, so that a container of a large image could not even be created.
 */
export const mayHaveQuota = ({ Driver, DriverStatus }: EngineInfo): boolean =>
  Driver === 'overlay2' &&
  (DriverStatus ?? []).some(([name, value]) => name === 'Backing Filesystem' && value === 'xfs');

export const layerFinding = (hasQuota: boolean): Finding =>
  hasQuota
    ? {
        result: 'holds',
        about: 'layer limit',
        says: "the engine ends a container's writes at its limit",
        weakness: 'layers',
      }
    : {
        result: 'hint',
        about: 'layer limit',
        says: 'a container that writes too much outside its volumes is found and stopped within 10 minutes, not at once',
        fix: ['put the data root of Docker on XFS, mounted with the option pquota'],
        weakness: 'layers',
      };
