import { Injectable } from '@nestjs/common';
import type { Role } from '@spawner/contracts';
import type { AppError } from '../errors/app-error.js';
import type { JobTarget, RunningJob } from './job.js';

/** What became of an item: skipped where there was nothing to do, or for a reason that the report shows. */
export type Outcome = 'done' | 'skipped' | { readonly skipped: AppError };

/**
 * @param onlyWaits is to be called when nothing is left to do but to wait: another item gets the place
 * @throws AppError what the report shows as the reason why it failed
 */
export type Work = (target: JobTarget, job: RunningJob, onlyWaits: () => void) => Promise<Outcome>;

export interface Kind {
  readonly work: Work;
  /** Who may start it: admins, managers for classes that they lead, or each person for themselves. */
  readonly role: Role;
  /** Whether an item may wait for minutes, as a launch does where the server is full. */
  readonly waits: boolean;
}

/** What jobs can do. Their modules register it here, because this folder must not import them. */
@Injectable()
export class JobKinds {
  private readonly kinds = new Map<string, Kind>();

  register(name: string, kind: Kind): void {
    this.kinds.set(name, kind);
  }

  names(waits: boolean): string[] {
    return [...this.kinds].flatMap(([name, kind]) => (kind.waits === waits ? name : []));
  }

  /** Whether a person with this role may start, see and repeat such a job. Kinds of another version are for admins. */
  allows(name: string, role: Role): boolean {
    const needed = this.kinds.get(name)?.role ?? 'admin';
    return needed === 'user' || role === 'admin' || role === needed;
  }

  workOf(name: string): Work {
    const kind = this.kinds.get(name);
    if (!kind) throw new Error(`no job of the kind ${name} is known`);
    return kind.work;
  }
}
