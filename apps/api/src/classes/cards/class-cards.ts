import { Injectable } from '@nestjs/common';
import { ClassAct, type ClassCards as Wish } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuditFacts } from '../../audit/audit-event.entity.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { ContainerRef } from '../../container-ref/container-ref.js';
import { startsContainer } from '../../containers/intent.js';
import { BulkOperations } from '../../containers/operations/bulk-operations.js';
import { AppError } from '../../errors/app-error.js';
import { ChangedMeanwhile } from '../../errors/changed-meanwhile.error.js';
import { LimitReached } from '../../errors/limit-reached.error.js';
import type { JobTarget, RunningJob } from '../../jobs/job.js';
import type { Outcome } from '../../jobs/job-kinds.js';
import { JobQueue } from '../../jobs/job-queue.js';
import { Jobs } from '../../jobs/jobs.js';
import { TemplateCatalogue } from '../../templates/template-catalogue.js';
import type { Leader } from '../class-acts.js';
import { ClassPeople, type ClassPerson } from '../class-people.js';
import { ClassRights } from '../class-rights.js';
import { type Card, type ClassItem, ITS_CARD, LIVING_CARDS, OPEN_STARTS } from './class-cards.queries.js';

const INTENTS = { start: 'launch', stop: 'stop', restart: 'restart', recreate: 'recreate' } as const;
const RECORDED = {
  start: 'class_started',
  stop: 'class_stopped',
  restart: 'class_restarted',
  recreate: 'class_recreated',
} as const;

/** On which class, and who has it done: null is Spawner itself. */
export interface ByWhom {
  readonly classId: number;
  readonly className: string;
  readonly userId: number | null;
  readonly ip: string | null;
}

/** What a job does with containers of members, each as its owner would do it. */
@Injectable()
export class ClassCards {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly people: ClassPeople,
    private readonly catalogue: TemplateCatalogue,
    private readonly operations: BulkOperations,
    private readonly jobs: Jobs,
    private readonly queue: JobQueue,
    private readonly audit: AuditTrail,
  ) {
    for (const act of ClassAct.options) {
      const waits = startsContainer(INTENTS[act]);
      jobs.handle(`class_${act}`, (...item) => this.work(act, ...item), { role: 'manager', waits });
    }
  }

  /**
   * @returns the job's id
   * @throws AppError `not_found` also where one of the people is not in the class, `class_archived`, `unknown_type`,
   * `forbidden` for templates that are not of the class, its teachers, and admins, `changed_meanwhile`, `nothing_selected`
   */
  start({ userId, ip }: Leader, classId: number, act: ClassAct, wish: Wish): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const led = await this.rights.lock(classId, userId, manager);
      if (act !== 'stop') this.rights.requireOpen(led);
      await this.rights.requireTemplate(classId, wish.type, manager);
      // What has outlived its template can still be stopped.
      if (act !== 'stop') this.catalogue.get(wish.type);
      const people = await this.peopleOf(classId, wish, manager);
      const items = people.map((person) => ({ ...person, type: wish.type }));
      const by = { classId, className: led.name, userId, ip };
      if (act === 'stop' && 'all' in wish) await this.cancelStarts(by, wish.type, manager);
      return this.begin(act, items, by, manager);
    });
  }

  /** For the start of a lesson. Null where there is nobody. @throws AppError `unknown_type` */
  async startAll(by: ByWhom, manager: EntityManager): Promise<string | null> {
    const [main] = await manager.query<{ type: string }[]>(
      'SELECT type FROM class_template WHERE class_id = $1 ORDER BY position LIMIT 1',
      [by.classId],
    );
    if (!main) return null;
    this.catalogue.get(main.type);
    const people = await this.people.all(by.classId, manager);
    const items = people.map((person) => ({ ...person, type: main.type }));
    return items.length === 0 ? null : this.begin('start', items, by, manager);
  }

  /** For the end of a lesson: all that runs of the templates of the class. Null where nothing does. */
  async stopAll(by: ByWhom, manager: EntityManager): Promise<string | null> {
    await this.cancelStarts(by, null, manager);
    const items = await manager.query<ClassItem[]>(LIVING_CARDS, [by.classId]);
    return items.length === 0 ? null : this.begin('stop', items, by, manager);
  }

  /** What is still to be started would run after all was stopped. @param type null: any */
  private async cancelStarts({ classId, userId, ip }: ByWhom, type: string | null, manager: EntityManager) {
    const kinds = ClassAct.options.filter((act) => startsContainer(INTENTS[act])).map((act) => `class_${act}`);
    const open = await manager.query<{ id: string }[]>(OPEN_STARTS, [classId, kinds, type]);
    for (const { id } of open) await this.queue.cancel(id, userId, ip, manager);
  }

  private async begin(
    act: ClassAct,
    items: readonly ClassItem[],
    { classId, className, userId, ip }: ByWhom,
    manager: EntityManager,
  ): Promise<string> {
    const job = await this.jobs.start(
      {
        ...{ kind: `class_${act}`, startedBy: userId, classId, from: ip, request: {} },
        items: items.map(({ userId: id, type, name }) => ({ userId: id, type, label: name })),
      },
      manager,
    );
    const types = [...new Set(items.map(({ type }) => type))].join(' ');
    const facts: AuditFacts = { types, people: new Set(items.map((item) => item.userId)).size, job };
    const about = items.length === 1 ? (items[0]?.userId ?? null) : null;
    await this.audit.recordWith(manager, {
      ...{ action: RECORDED[act], actor: userId, about, classId, subject: className, from: ip, facts },
    });
    return job;
  }

  private async peopleOf(classId: number, wish: Wish, manager: EntityManager): Promise<ClassPerson[]> {
    if (!('all' in wish)) return this.people.named(classId, wish.user_ids, manager);
    const people = await this.people.all(classId, manager);
    if (people.length !== wish.expected) throw new ChangedMeanwhile({ members: people.length });
    return people;
  }

  /** Rights, and what was to be done, may have changed since the job was started. */
  private async work(
    act: ClassAct,
    { userId, type }: JobTarget,
    job: RunningJob,
    onlyWaits: () => void,
  ): Promise<Outcome> {
    if (userId === undefined || type === undefined || job.classId === null) return 'skipped';
    if (job.startedBy !== null) {
      const led = await this.rights.led(job.classId, job.startedBy);
      if (act !== 'stop') this.rights.requireOpen(led);
    }
    const [card] = await this.dataSource.query<Card[]>(ITS_CARD, [job.classId, userId, type]);
    if (!card) return { skipped: new AppError('not_found') };
    if (!card.isPlain) return { skipped: new AppError('forbidden') };
    if (act !== 'stop' && card.blocked) return { skipped: new AppError('account_blocked', { because: '' }) };
    if (!isDue(act, card)) return 'skipped';
    return this.perform(act, { userId, slug: card.slug, type }, job, onlyWaits);
  }

  private async perform(
    act: ClassAct,
    ref: ContainerRef,
    { id, startedBy, classId }: RunningJob,
    onlyWaits: () => void,
  ): Promise<Outcome> {
    try {
      await this.operations.submit(ref, INTENTS[act], onlyWaits);
    } catch (error) {
      // Only the owner can change that, by stopping something else.
      if (error instanceof LimitReached) return { skipped: error };
      throw error;
    }
    // Its own event: it takes away what was written beside the folders that are kept.
    if (act === 'recreate') {
      const event = { action: 'container_recreated', actor: startedBy, about: ref.userId, classId } as const;
      await this.audit.record({ ...event, subject: ref.type, from: null, facts: { job: id } });
    }
    return 'done';
  }
}

function isDue(act: ClassAct, { status }: Card): boolean {
  if (act === 'start') return status !== 'running';
  if (act === 'stop') return status === 'running' || status === 'paused' || status === 'starting';
  return status !== 'not_created';
}
