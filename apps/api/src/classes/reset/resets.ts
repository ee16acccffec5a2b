import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ResetMode, ResetRequest, StartedReset } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import type { ContainerRef } from '../../container-ref/container-ref.js';
import { BulkOperations } from '../../containers/operations/bulk-operations.js';
import { UserContainerRepository } from '../../containers/user-container.repository.js';
import { AppError } from '../../errors/app-error.js';
import { ChangedMeanwhile } from '../../errors/changed-meanwhile.error.js';
import type { Language } from '../../i18n/language.js';
import type { JobTarget, RunningJob } from '../../jobs/job.js';
import type { Outcome } from '../../jobs/job-kinds.js';
import { Jobs } from '../../jobs/jobs.js';
import { CardNotices } from '../card-notices.js';
import type { Leader } from '../class-acts.js';
import { ClassPeople } from '../class-people.js';
import { ClassRights } from '../class-rights.js';
import { NewCards } from '../login-cards/new-cards.js';
import { Collections } from '../material/collections.js';
import { ALL_FOLDERS, PartGathering } from '../material/part-gathering.js';

const KIND = 'class_reset';

/** Makes containers of members anew. Files that a collection is to have are deleted only when it has them. */
@Injectable()
export class Resets {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly people: ClassPeople,
    private readonly collections: Collections,
    private readonly parts: PartGathering,
    private readonly jobs: Jobs,
    private readonly rows: UserContainerRepository,
    private readonly operations: BulkOperations,
    private readonly cards: NewCards,
    private readonly notices: CardNotices,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {
    jobs.handle(KIND, (...item) => this.reset(...item), { role: 'manager', waits: true });
  }

  /**
   * @throws AppError `not_found`, `forbidden`, `class_archived`, `nothing_selected`, `changed_meanwhile` with
   * the number of people there are now
   */
  async start(leader: Leader, classId: number, wish: ResetRequest, language: Language): Promise<StartedReset> {
    const { userId, ip } = leader;
    const { type, mode, expected } = wish;
    const led = await this.rights.led(classId, userId);
    this.rights.requireOpen(led);
    await this.rights.requireTemplate(classId, type);
    const people = await this.people.find(classId, wish);
    if (people.length !== expected) throw new ChangedMeanwhile(people.length);
    const collects = wish.collect_first && mode !== 'container';
    const collection = collects ? randomUUID() : null;
    return this.dataSource.transaction(async (manager) => {
      const jobId = await this.jobs.start(
        {
          ...{ kind: KIND, startedBy: userId, classId, from: ip, request: { classId, mode, collection } },
          items: people.map((person) => ({ userId: person.userId, type, label: person.name })),
        },
        manager,
      );
      if (collection !== null) {
        const whole = { type, folder: ALL_FOLDERS, people, pause: false, everything: true };
        await this.collections.open(collection, led, jobId, userId, whole, language, manager);
      }
      const facts = { job: jobId, mode, people: people.length, type, collection };
      await this.audit.recordWith(manager, {
        ...{ action: 'card_reset', actor: userId, classId, subject: led.name, from: ip, facts },
      });
      return { job_id: jobId, collection_id: collection };
    });
  }

  private async reset({ userId, type }: JobTarget, job: RunningJob, onlyWaits: () => void): Promise<Outcome> {
    const { id, request, startedBy } = job;
    if (userId === undefined || type === undefined || startedBy === null) return 'skipped';
    const classId = Number(request['classId']);
    const mode = request['mode'] as ResetMode;
    const ref = await this.people.again(classId, startedBy, userId, type);
    const row = await this.rows.find(ref);
    if (!row) return { skipped: new AppError('no_container') };
    if (mode === 'container') {
      if (row.status === 'not_created') return { skipped: new AppError('no_container') };
      await this.operations.submit(ref, 'recreate', onlyWaits);
    } else {
      await this.collectBefore(ref, startedBy, request['collection'], onlyWaits);
      await this.operations.submit(ref, 'remove_with_volumes', onlyWaits);
      await this.handOutAgain(classId, ref);
      if (mode === 'data_and_card') await this.revokeCard(classId, ref, startedBy);
    }
    await this.notices.add(ref, 'reset', { by: startedBy, source: id });
    await this.audit.record({
      ...{ action: 'card_reset', actor: startedBy, about: userId, classId, subject: type, from: null },
      facts: { job: id, mode },
    });
    return 'done';
  }

  /** A repeated item finds its part, although the files are gone by then. */
  private async collectBefore(
    ref: ContainerRef,
    by: number,
    collection: unknown,
    onlyWaits: () => void,
  ): Promise<void> {
    if (typeof collection !== 'string') return;
    // What is written from now on would be lost.
    await this.operations.submit(ref, 'stop', onlyWaits);
    const isComplete = await this.parts.gather(collection, ref, by);
    if (!isComplete) throw new AppError('collection_incomplete');
  }

  /** An account of one's own has no card, and its login is not the class's. */
  private async revokeCard(classId: number, { userId }: ContainerRef, by: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { isClassAccount } = await this.rights.member(classId, userId, manager);
      if (!isClassAccount || !(await this.cards.revoke([userId], manager)).has(userId)) return;
      await this.audit.recordWith(manager, {
        ...{ action: 'card_revoked', actor: by, about: userId, classId, from: null },
      });
    });
  }

  /** With the next launch, the newest of each name. */
  private async handOutAgain(classId: number, { userId, type }: ContainerRef): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO material_delivery (material_id, user_id, state, at)
       SELECT DISTINCT ON (name) id, $3, 'waiting', $4 FROM material
       WHERE class_id = $1 AND type = $2 ORDER BY name, version DESC
       ON CONFLICT (material_id, user_id) DO UPDATE SET state = 'waiting', folder = NULL, code = NULL, at = excluded.at`,
      [classId, type, userId, this.clock.now()],
    );
  }
}
