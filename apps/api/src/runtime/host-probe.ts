import type { Template } from '../templates/template.js';
import type { Finding } from './finding.js';

export interface DiskSpace {
  /** For users without special rights. */
  readonly free: number;
  readonly size: number;
}

/** One of the machines that instances run on. */
export interface MachineNode {
  readonly id: string;
  readonly name: string;
  /** A draining one gets no more instances; its own move away or wait for it. */
  readonly state: 'ready' | 'down' | 'draining';
  /** It has a part in the decisions of the cluster. */
  readonly manager: boolean;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Instances of this installation on it. */
  readonly running: number;
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

  /** The machines that instances are spread over; empty where there is only one. */
  abstract nodes(): Promise<readonly MachineNode[]>;

  /**
   * Whether a machine gets instances; those on it move away or wait for it. Only where `capabilities.machines` is true.
   * @throws AppError `not_found`
   */
  abstract setDraining(id: string, isDraining: boolean): Promise<void>;
}
