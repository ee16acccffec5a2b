import type { Template } from '../templates/template.js';

/** Checks the machine that instances run on. Fails with an AppError. */
export abstract class HostProbe {
  /**
   * What an operator should change on this host before people come, in English; empty where all is well.
   * @param users how many may have a container at the same time
   * @throws SettingsError where a template cannot run here at all
   */
  abstract check(templates: readonly Template[], users: number): Promise<readonly string[]>;
}
