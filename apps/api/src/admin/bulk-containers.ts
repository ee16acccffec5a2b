import { Injectable } from '@nestjs/common';
import type { AuditAction, BulkContainers as Request } from '@spawner/contracts';
import { AuditTrail } from '../audit/audit-trail.js';
import { type ContainerKey, formatKey } from '../container-ref/container-ref.js';
import { type Intent, startsContainer } from '../containers/intent.js';
import { BulkOperations } from '../containers/operations/bulk-operations.js';
import type { UserContainer } from '../containers/user-container.entity.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import type { JobTarget, RunningJob } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.js';
import { UsersService } from '../users/users.service.js';
import { OwnedContainers } from './owned-containers.js';

type Act = Request['act'];

/** What a job does to many containers, each as its owner would do it. */
@Injectable()
export class BulkContainers {
  constructor(
    private readonly jobs: Jobs,
    private readonly containers: OwnedContainers,
    private readonly rows: UserContainerRepository,
    private readonly users: UsersService,
    private readonly operations: BulkOperations,
    private readonly audit: AuditTrail,
  ) {
    for (const act of ['stop', 'restart', 'recreate', 'remove'] as const) {
      const waits = startsContainer(act);
      jobs.handle(`containers_${act}`, (...item) => this.work(act, ...item), { waits });
    }
  }

  /**
   * @returns the job's id
   * @throws AppError `nothing_selected`
   */
  async start({ act, data, containers }: Request, startedBy: number, from: string): Promise<string> {
    const keys = containers.map(({ user_id: userId, type }) => ({ userId, type }));
    const names = await this.users.namesOf(keys.map(({ userId }) => userId));
    const items = new Map(
      keys.map((key) => [formatKey(key), { ...key, label: `${names.get(key.userId) ?? '–'}: ${key.type}` }]),
    );
    return this.jobs.start({
      ...{ kind: `containers_${act}`, startedBy, from },
      request: { deleteVolumes: data === 'delete' },
      items: [...items.values()],
    });
  }

  private async work(
    act: Act,
    { userId, type }: JobTarget,
    job: RunningJob,
    onlyWaits: () => void,
  ): Promise<'done' | 'skipped'> {
    if (userId === undefined || type === undefined) return 'skipped';
    const key = { userId, type };
    const ref = await this.containers.find(key);
    const row = await this.rows.find(key);
    const deletesVolumes = job.request['deleteVolumes'] === true;
    if (!row || !isDue(act, row, deletesVolumes)) return 'skipped';
    const intent: Intent = act === 'remove' && deletesVolumes ? 'remove_with_volumes' : act;
    await this.operations.submit(ref, intent, onlyWaits);
    await this.record(act, key, job);
    return 'done';
  }

  /** Only what takes something away: the rest would hide it, and the job itself is recorded. */
  private async record(
    act: Act,
    { userId, type }: ContainerKey,
    { id, startedBy, request }: RunningJob,
  ): Promise<void> {
    const action = recorded[act];
    if (!action) return;
    const facts = { job: id, deletes_volumes: request['deleteVolumes'] === true };
    await this.audit.record({ action, actor: startedBy, about: userId, subject: type, from: null, facts });
  }
}

const recorded: Readonly<Partial<Record<Act, AuditAction>>> = {
  recreate: 'container_recreated',
  remove: 'container_removed',
};

function isDue(act: Act, { status, kept }: UserContainer, deletesVolumes: boolean): boolean {
  if (status === 'not_created') return act === 'remove' && deletesVolumes && kept.length > 0;
  return act !== 'stop' || (status !== 'stopped' && status !== 'error');
}
