import { replicasOf } from './service-spec.js';
import { endedTasks } from './swarm-instance.js';
import type { Service, Task } from './swarm-services.js';

/** Counts the runs that have ended. Managers keep only the last few of each service. */
export class TaskCounts {
  private readonly ended = new Map<string, Set<string>>();

  /** Ended since the service was last started by hand, as far as this process has seen. */
  count({ ID, Spec }: Service, tasks: readonly Task[]): number {
    if (replicasOf(Spec) === 0) {
      this.ended.delete(ID);
      return 0;
    }
    const now = endedTasks(tasks);
    const known = this.ended.get(ID);
    if (!known && now.length === 0) return 0;
    const all = known ?? new Set<string>();
    for (const task of now) all.add(task.ID);
    this.ended.set(ID, all);
    return all.size;
  }

  /** Forgets services that are gone. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.ended.keys()) if (!ids.has(id)) this.ended.delete(id);
  }
}
