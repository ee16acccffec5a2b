import { SettingsError } from '../../config/settings.error.js';
import type { Template } from '../../templates/template.js';
import type { EngineInfo } from './docker-client.js';

/** Some distributions ship the engine without the program; a container that needs it would not start. */
export const hasInit = ({ InitBinary, InitCommit }: EngineInfo): boolean =>
  Boolean(InitBinary) && InitCommit?.ID !== 'N/A';

/** The first release whose services can carry `no-new-privileges`. */
const PRIVILEGES_OF_SERVICES = 25;

export const servicesHaveNoNewPrivileges = ({ ServerVersion = '' }: EngineInfo): boolean =>
  Number.parseInt(ServerVersion) >= PRIVILEGES_OF_SERVICES;

/** A container's own address can be reached only from the kernel it runs on: not through a VM, not into a rootless one. */
export function reachesContainers(
  host: string | null,
  { OperatingSystem = '', SecurityOptions = [] }: EngineInfo,
): boolean {
  const local = host === null || host.startsWith('unix:');
  const virtual = OperatingSystem.includes('Docker Desktop');
  const rootless = SecurityOptions.some((option) => option.includes('rootless'));
  return process.platform === 'linux' && local && !virtual && !rootless;
}

/** @throws SettingsError for every template that names a runtime this engine does not have */
export function refuseUnknownRuntimes(templates: readonly Template[], { Runtimes = {} }: EngineInfo): void {
  const problems = templates.flatMap(({ folder, confinement: { runtime } }) =>
    runtime && !(runtime in Runtimes)
      ? [
          `${folder}/template.json: the engine has no runtime "${runtime}" ` +
            `(it has ${Object.keys(Runtimes).join(', ')}); install it and name it under "runtimes" in the engine's daemon.json`,
        ]
      : [],
  );
  if (problems.length > 0) throw new SettingsError(problems);
}
