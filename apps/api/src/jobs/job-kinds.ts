import { Injectable } from '@nestjs/common';
import type { Role } from '@spawner/contracts';
import type { JobTarget, RunningJob } from './job.js';

/** @throws AppError what the report shows as the reason */
export type Work = (target: JobTarget, job: RunningJob) => Promise<'done' | 'skipped'>;

export interface Kind {
  readonly work: Work;
  /** Who may start it: admins, or each person for themselves. */
  readonly role: 'admin' | 'user';
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
    return role === 'admin' || this.kinds.get(name)?.role === 'user';
  }

  workOf(name: string): Work {
    const kind = this.kinds.get(name);
    if (!kind) throw new Error(`no job of the kind ${name} is known`);
    return kind.work;
  }
}
