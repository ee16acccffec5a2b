import type { Template } from '../templates/template.js';
import type { Finding } from './finding.js';

export interface DiskSpace {
  /** For users without special rights. */
  readonly free: number;
  readonly size: number;
}

/** Checks the machine that instances run on. Fails with an AppError. */
export abstract class HostProbe {
  /**
   * What an operator should change on this host before users log in, in English; empty if nothing.
   * @param users how many may have a container at the same time
   * @throws SettingsError where a template cannot run here at all
   */
  abstract check(templates: readonly Template[], users: number): Promise<readonly string[]>;

  /** Which promises to containers hold here, as far as the host tells without a try. Read anew at each call. */
  abstract findings(templates: readonly Template[]): Promise<readonly Finding[]>;

  /** Of the disk that instances and volumes are on; null where it cannot be seen from here. */
  abstract disk(): Promise<DiskSpace | null>;
}
