import { Injectable } from '@nestjs/common';
import { type Block, type BulkPeople as BulkWish, type Person } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { ClassRights } from '../classes/class-rights.js';
import { MemberActs } from '../classes/member-acts.js';
import { AppError } from '../errors/app-error.js';
import { ChangedMeanwhile } from '../errors/changed-meanwhile.error.js';
import { toAppError } from '../errors/problem.js';
import type { JobTarget, RunningJob } from '../jobs/job.js';
import { Jobs, type NewJob } from '../jobs/jobs.js';
import { Approvals } from '../registration/approvals.js';
import { InstallationSettings } from '../settings/installation-settings.js';
import { UsersService } from '../users/users.service.js';
import { PeopleList } from './people-list.js';
import { targetsStatement } from './people-query.js';
import { type Actor, PersonActs } from './person-acts.js';

type Act = BulkWish['act'];
type AllThatMatch = Extract<BulkWish['who'], { readonly filter: unknown }>;
type Details<A extends Act> =
  Extract<BulkWish, { readonly act: A }> extends { readonly with: infer With } ? With : object;

/** How each act is done with one person; null where there is nothing to do. */
type Acts = { readonly [A in Act]: (actor: Actor, person: Person, details: Details<A>) => Promise<unknown> | null };

/** The acts of the list with many people at once: a job with an item for each, which says what could not be done and why. */
@Injectable()
export class BulkPeople {
  private readonly acts: Acts = {
    block: (actor, { id }, details: Block) => this.one.block(actor, id, details),
    unblock: (actor, { id, blocked }) => (blocked ? this.one.unblock(actor, id) : null),
    logout: (actor, { id }) => this.one.logOut(actor, id),
    delete: (actor, { id, deleted_at: deletedAt }, { after_days: days = this.settings.get('deletion_days') }) =>
      deletedAt === null ? this.one.delete(actor, id, days) : null,
    role: (actor, person, { role }) => (person.role === role ? null : this.one.change(actor, person.id, { role })),
    approve: (actor, { id, approval }) =>
      approval === 'granted' ? null : this.approvals.approve(id, { actor: actor.userId, from: actor.ip }),
    refuse: (actor, { id, approval }) =>
      approval === 'waiting' ? this.approvals.refuse(id, { actor: actor.userId, from: actor.ip }, null) : null,
    add_to_class: (actor, person, { class_id: classId }) =>
      isIn(classId, person) ? null : this.members.add(actor, classId, { user_ids: [requireOwn(person).id] }),
    remove_from_class: (actor, person, { class_id: classId }) =>
      isIn(classId, person) ? this.members.remove(actor, classId, requireOwn(person).id) : null,
  };

  constructor(
    private readonly dataSource: DataSource,
    private readonly jobs: Jobs,
    private readonly people: PeopleList,
    private readonly users: UsersService,
    private readonly one: PersonActs,
    private readonly approvals: Approvals,
    private readonly settings: InstallationSettings,
    private readonly rights: ClassRights,
    private readonly members: MemberActs,
  ) {
    for (const act of Object.keys(this.acts) as Act[]) {
      jobs.handle(kindOf(act), (target, job) => this.work(act, target, job));
    }
  }

  /**
   * @returns the id of the job
   * @throws AppError `nothing_selected`; `not_found` and `class_archived` for the class; `changed_meanwhile` where the filter finds other people than were shown
   */
  async start({ userId: startedBy, ip }: Actor, wish: BulkWish): Promise<string> {
    const { who } = wish;
    if (wish.act === 'add_to_class' || wish.act === 'remove_from_class') {
      const led = await this.rights.led(wish.with.class_id, startedBy);
      if (wish.act === 'add_to_class') this.rights.requireOpen(led);
    }
    const job = {
      kind: kindOf(wish.act),
      startedBy,
      ...(ip !== null && { from: ip }),
      request: 'with' in wish ? { ...wish.with } : {},
    };
    return 'ids' in who
      ? this.jobs.start({ ...job, items: await this.named([...new Set(who.ids)]) })
      : this.startForAll(job, who);
  }

  private async named(ids: readonly number[]): Promise<readonly JobTarget[]> {
    const names = await this.users.namesOf(ids);
    return ids.map((id) => ({ userId: id, label: names.get(id) ?? String(id) }));
  }

  /** The people are read once, into the job, and compared there: between two readings others could match. */
  private startForAll(job: Omit<NewJob, 'items'>, { filter, expected, fingerprint }: AllThatMatch): Promise<string> {
    const targets = targetsStatement(filter);
    return this.dataSource.transaction(async (manager) => {
      const id = await this.jobs.start({ ...job, items: targets }, manager).catch(async (error: unknown) => {
        const isNoneLeft = expected > 0 && toAppError(error).code === 'nothing_selected';
        throw isNoneLeft ? new ChangedMeanwhile(await this.people.selection(targets, manager)) : toAppError(error);
      });
      const items = { text: 'SELECT user_id FROM job_item WHERE job_id = $1', values: [id] };
      const found = await this.people.selection(items, manager);
      if (found.total !== expected || found.fingerprint !== (fingerprint ?? found.fingerprint))
        throw new ChangedMeanwhile(found);
      return id;
    });
  }

  /** With the rights that the starter has now: one who is no admin any more fails with `forbidden`. */
  private async work(act: Act, { userId }: JobTarget, { startedBy, request }: RunningJob): Promise<'done' | 'skipped'> {
    if (userId === undefined || startedBy === null) return 'skipped';
    const person = await this.people.person(userId);
    const perform = this.acts[act] as (actor: Actor, person: Person, details: object) => Promise<unknown> | null;
    const done = perform({ userId: startedBy, ip: null }, person, request);
    if (done === null) return 'skipped';
    await done;
    return 'done';
  }
}

/** Of at most 20 letters, which the longest of these acts have without a prefix. */
const kindOf = (act: Act): string => (act.endsWith('_class') ? act : `people_${act}`);

const isIn = (classId: number, { classes }: Person): boolean => classes.some(({ id }) => id === classId);

/** An account of a class is in no other, and taking it out would delete it. */
function requireOwn(person: Person): Person {
  if (person.class_account) throw new AppError('not_for_class_accounts');
  return person;
}
