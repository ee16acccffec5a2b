import { createHash } from 'node:crypto';
import { labels } from '@spawner/engine';
import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import { type ContainerKey, formatKey, parseContainerName } from '../../container-ref/container-ref.js';
import { engine, readDeadline, statusOf } from './docker-errors.js';

/** What has a name on the engine. `foreign` is a container that is not the one that should have this name. */
export type Found = ContainerInspectInfo | 'absent' | 'foreign';

/**
 * This installation's containers by their names. Where another container has a name, such as one that an earlier
 * installation left, ours gets a second name on the engine; only this class and what asks it for names know that one.
 */
export class OwnContainers {
  private readonly suffix: string;

  constructor(
    private readonly docker: Docker,
    readonly installation: string,
  ) {
    this.suffix = secondName('', installation);
  }

  secondName(name: string): string {
    return name + this.suffix;
  }

  /** The name that the rest of Spawner knows. */
  firstName(onEngine: string): string {
    const first = onEngine.slice(0, -this.suffix.length);
    return onEngine.endsWith(this.suffix) && parseContainerName(first) ? first : onEngine;
  }

  /** Ours, under its first or its second name. Null where there is none, or one that is as good as gone. */
  async find(name: string): Promise<ContainerInspectInfo | null> {
    for (const onEngine of [name, this.secondName(name)]) {
      const found = await this.at(onEngine);
      if (typeof found === 'object' && !isGone(found.State.Status)) return found;
    }
    return null;
  }

  async at(onEngine: string): Promise<Found> {
    try {
      const info = await engine(
        this.docker.getContainer(onEngine).inspect({ abortSignal: readDeadline() }),
        [403, 404],
      );
      return this.isOurs(info, onEngine) ? info : 'foreign';
    } catch (error) {
      if (statusOf(error) === 404) return 'absent';
      // The guard shows no container that was not made through it.
      if (statusOf(error) === 403) return 'foreign';
      throw error;
    }
  }

  /** By its labels too: two containers that were renamed crosswise would be served to each other's owners. */
  private isOurs({ Config }: ContainerInspectInfo, onEngine: string): boolean {
    if (Config.Labels[labels.installation] !== this.installation) return false;
    const named = parseContainerName(this.firstName(onEngine));
    return named === null || formatKey(named) === formatKey(keyOf(Config.Labels));
  }
}

/** For an instance whose first name something else on the engine has. */
export const secondName = (name: string, installation: string): string =>
  `${name}-${createHash('sha256').update(installation).digest('hex').slice(0, 8)}`;

/** For an operator who may want to remove it. */
export const madeBy = (installation: string | undefined): string =>
  installation ? `another installation of Spawner (${installation})` : 'something else than this installation';

export const keyOf = (given: Readonly<Record<string, string>>): ContainerKey => ({
  userId: Number(given[labels.user]),
  type: given[labels.type] ?? '',
});

/** As good as gone: a container on its way out, or one whose removal failed half-way. It can only be removed again. */
export const isGone = (status: string): boolean => status === 'removing' || status === 'dead';
