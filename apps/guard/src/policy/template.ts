import {
  cpuQuota,
  DEFAULT_PIDS,
  filledIn,
  labels,
  missingConsents,
  OWN_VARIABLES,
  type TemplateFile,
} from '@spawner/engine';
import type { Settings } from '../settings.js';

interface Difference {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is compared of the request that creates a container. */
interface Container {
  readonly Env: readonly string[];
  readonly Cmd?: readonly string[] | undefined;
  readonly Labels: Readonly<Record<string, string>>;
  readonly ExposedPorts: Readonly<Record<string, unknown>>;
  readonly Healthcheck?: unknown;
  readonly HostConfig: {
    readonly Memory: number;
    readonly CpuQuota: number;
    readonly PidsLimit: number;
    readonly ShmSize?: number | undefined;
    readonly CapAdd?: readonly string[] | undefined;
    readonly Runtime?: string | undefined;
  };
}

const OWN_LENGTH = 500;
const TRAEFIK_PORT = /^traefik\.http\.services\..+\.loadbalancer\.server\.port$/;

/**
 * What a container has beyond its template in the guard's own image, and what the template has beyond the operator's
 * lines in `.env`. The client can change neither of the two.
 */
export function differences(template: TemplateFile, body: Container, settings: Settings): Difference[] {
  const { Env, Cmd, Labels, ExposedPorts, Healthcheck, HostConfig } = body;
  const { port, command, capabilities, memory, cpu, pids, shm } = template;
  const otherPort = Object.entries(Labels).find(
    ([name, value]) => (name === labels.port || TRAEFIK_PORT.test(name)) && value !== String(port),
  );
  const isRefused: readonly (readonly [Difference['path'], boolean])[] = [
    [['Cmd'], !isCommand(command, Cmd)],
    [['ExposedPorts'], Object.keys(ExposedPorts).join() !== `${String(port)}/tcp`],
    [['Labels', otherPort?.[0] ?? ''], otherPort !== undefined],
    [['Labels', labels.keptPrefix], labels.keptPrefix in Labels && template.path !== 'keep'],
    [['Healthcheck'], template.health === (Healthcheck !== undefined)],
    [['HostConfig', 'Memory'], HostConfig.Memory > (memory ?? settings.DEFAULT_MEMORY_LIMIT)],
    [
      ['HostConfig', 'CpuQuota'],
      HostConfig.CpuQuota > (cpu === undefined ? settings.DEFAULT_CPU_QUOTA : cpuQuota(cpu)),
    ],
    [['HostConfig', 'PidsLimit'], HostConfig.PidsLimit > (pids ?? DEFAULT_PIDS)],
    [['HostConfig', 'ShmSize'], HostConfig.ShmSize !== shm],
    [['HostConfig', 'CapAdd'], JSON.stringify(HostConfig.CapAdd ?? []) !== JSON.stringify(capabilities)],
    [['HostConfig', 'Runtime'], HostConfig.Runtime !== template.runtime],
    ...Env.map((variable, index) => [['Env', index], !isVariable(template, variable)] as const),
  ];
  return [
    ...isRefused.flatMap(([path, refused]) => (refused ? [{ path, message: "is not the template's" }] : [])),
    ...missingConsents(template, settings).map((line) => ({ path: [], message: `${line} is missing in .env` })),
  ];
}

function isCommand(command: readonly string[] | undefined, given: readonly string[] | undefined): boolean {
  if (!command || !given) return command === given;
  return command.length === given.length && command.every((word, index) => filledIn(word).test(given[index] ?? ''));
}

function isVariable({ environment }: TemplateFile, variable: string): boolean {
  const [name = ''] = variable.split('=', 1);
  const value = variable.slice(name.length + 1);
  const text = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (text !== undefined) return filledIn(text).test(value);
  return OWN_VARIABLES.some((own) => own === name) && value.length <= OWN_LENGTH;
}
