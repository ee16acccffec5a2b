import { AppError } from '../../errors/app-error.js';
import type { Template } from '../../templates/template.js';
import { diskSpaceAt } from '../disk-space.js';
import type { Finding } from '../finding.js';
import { type DiskSpace, HostProbe, type MachineNode } from '../host-probe.js';

/** Where this code runs, processes can be started, but nothing confines them. */
export class ProcessHost extends HostProbe {
  constructor(private readonly folder: string) {
    super();
  }

  async check(templates: readonly Template[]): Promise<readonly string[]> {
    return templates.flatMap((template) => {
      const ignored = ignoredBy(template);
      return ignored.length > 0
        ? [`template ${template.type}: local processes cannot honour ${ignored.join(', ')} of its template.json`]
        : [];
    });
  }

  disk(): Promise<DiskSpace> {
    return diskSpaceAt(this.folder);
  }

  nodes(): Promise<readonly MachineNode[]> {
    return Promise.resolve([]);
  }

  setDraining(): Promise<void> {
    return Promise.reject(new AppError('not_found'));
  }

  /** Info already says that nothing is isolated. */
  findings(): Promise<readonly Finding[]> {
    return Promise.resolve([]);
  }
}

/** A process runs the start script of its package.json, with this user's rights and on a port that is free. */
function ignoredBy({ command, health, limits, confinement }: Template): string[] {
  const asked: readonly (readonly [string, boolean])[] = [
    ['"command"', command !== null],
    ['"health"', health],
    ['"shm"', limits.shmBytes !== null],
    ['"capabilities"', confinement.capabilities.length > 0],
    ['"root"', confinement.root],
    ['"user"', confinement.user !== null],
    ['"runtime"', confinement.runtime !== null],
  ];
  return asked.flatMap(([field, isAsked]) => (isAsked ? [field] : []));
}
