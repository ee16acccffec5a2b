import { Injectable } from '@nestjs/common';
import type { AuditAction, Block, ErrorCode, Person, PersonChange } from '@spawner/contracts';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import type { AuditFacts } from '../audit/audit-event.entity.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { MagicLinksService } from '../auth/login/magic-links.service.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import type { ContainerRef } from '../container-ref/container-ref.js';
import { OwnerContainers } from '../containers/owner-containers.js';
import { AppError } from '../errors/app-error.js';
import { ChangedMeanwhile } from '../errors/changed-meanwhile.error.js';
import { Admins } from '../users/admins.js';
import { User } from '../users/user.entity.js';
import { UserBlocks } from '../users/user-blocks.js';
import { UserDeletions } from '../users/user-deletions.js';
import { Erasure } from './erasure.js';
import { addressByAdmin, MailAddresses } from './mail-addresses.js';
import { PeopleList } from './people-list.js';

/** The admin who acts. */
export interface Actor {
  readonly userId: number;
  readonly ip: string | null;
}

/** Without a version it is made whatever the person is like now. */
type Change = Omit<PersonChange, 'version'> & Partial<Pick<PersonChange, 'version'>>;

interface Act {
  readonly user: User;
  readonly manager: EntityManager;
  /** In the transaction: no act without its event. */
  readonly record: (action: AuditAction, facts?: AuditFacts) => Promise<void>;
}

/** Acts on accounts that are deleted and not erased yet. */
const OF_DELETED: readonly AuditAction[] = ['user_deleted', 'user_restored'];
/** What is worth an event of its own: somebody tried what is not allowed. */
const REFUSALS: readonly ErrorCode[] = ['forbidden', 'own_account', 'last_admin'];
/** PostgreSQL: a row with this key is there already. */
const UNIQUE_VIOLATION = '23505';

/** What admins do with the account of another person. Each act asks the database once more whether its actor is an admin. */
@Injectable()
export class PersonActs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly admins: Admins,
    private readonly people: PeopleList,
    private readonly blocks: UserBlocks,
    private readonly deletions: UserDeletions,
    private readonly erasure: Erasure,
    private readonly containers: OwnerContainers,
    private readonly sessions: SessionsService,
    private readonly links: MagicLinksService,
    private readonly addresses: MailAddresses,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws AppError `forbidden`, `not_found`, `own_account`, `last_admin`, `mail_taken`, `changed_meanwhile` */
  async change(actor: Actor, id: number, change: Change): Promise<Person> {
    const { version, display_name: displayName, email, role } = change;
    const person = await this.act('user_changed', actor, id, async ({ user, manager, record }) => {
      if (version !== undefined && user.version !== version)
        throw new ChangedMeanwhile(await this.people.person(id, manager));
      if (email !== undefined && email !== user.email) {
        // A mistyped one would lock the admin out.
        if (id === actor.userId) throw await this.notOneself(manager);
        await this.addresses.change(user, email, manager);
        await record('user_changed', { field: 'email' });
      }
      if (displayName !== undefined && displayName !== user.displayName) {
        await manager.update(User, { id }, { displayName });
        await record('user_changed', { field: 'display_name' });
      }
      if (role === undefined || role === user.role) return;
      if (id === actor.userId) throw await this.notOneself(manager);
      // An admin who still waited would count as one, and could approve nobody, not even themselves.
      await manager.update(User, { id }, { role, ...(role === 'admin' && { approval: 'granted' }) });
      await record('role_changed', { from: user.role, to: role });
    });
    if (email !== undefined) this.addresses.changed();
    return person;
  }

  /**
   * Blocking once more changes the reason.
   * @throws AppError `forbidden`, `not_found`, `own_account`, `last_admin`
   */
  async block(actor: Actor, id: number, { reason: given, tell, containers }: Block): Promise<Person> {
    const reason = given ?? null;
    let refs: readonly ContainerRef[] = [];
    const person = await this.act('user_blocked', actor, id, async ({ manager, record }) => {
      if (id === actor.userId) throw await this.notOneself(manager);
      refs = await this.containers.intend(id, containers === 'stop' ? 'stop' : 'stop_starting', manager);
      await this.blocks.block(id, { by: actor.userId, reason, told: tell }, manager);
      await record('user_blocked', { reason, told: tell, containers });
    });
    this.containers.begin(refs, 'stop');
    return person;
  }

  /** @throws AppError `forbidden`, `not_found` */
  unblock(actor: Actor, id: number): Promise<Person> {
    return this.act('user_unblocked', actor, id, async ({ user, manager, record }) => {
      if (!user.blocked) return;
      await this.blocks.unblock(id, manager);
      await record('user_unblocked');
    });
  }

  /**
   * Ends all sessions, also the actor's own.
   * @throws AppError `forbidden`, `not_found`
   */
  logOut(actor: Actor, id: number): Promise<Person> {
    return this.act('sessions_ended', actor, id, async ({ manager, record }) => {
      await this.links.closeAllOf(id, manager);
      await record('sessions_ended', { sessions: await this.sessions.endAllOf([id], manager) });
    });
  }

  /**
   * Deleting once more moves the time of erasing.
   * @throws AppError `forbidden`, `not_found` also where erasing has begun, `own_account`, `last_admin`
   */
  async delete(actor: Actor, id: number, days: number): Promise<Person> {
    let refs: readonly ContainerRef[] = [];
    const person = await this.act('user_deleted', actor, id, async ({ user, manager, record }) => {
      if (id === actor.userId) throw await this.notOneself(manager);
      if (user.eraseTriedAt) throw new AppError('not_found');
      refs = await this.containers.intend(id, 'remove', manager);
      await this.deletions.delete(id, { by: actor.userId, days }, manager);
      await record('user_deleted', { days });
    });
    if (days > 0) this.containers.begin(refs, 'remove');
    else this.erasure.begin();
    return person;
  }

  /**
   * @param email another address, where the old one is taken by now
   * @throws AppError `forbidden`, `not_found` also where erasing has begun, `mail_taken`
   */
  restore(actor: Actor, id: number, email?: string): Promise<Person> {
    return this.act('user_restored', actor, id, async ({ user, manager, record }) => {
      if (!user.deletedAt || user.eraseTriedAt) throw new AppError('not_found');
      const living = { deletedAt: null, deletedBy: null, eraseAfter: null, eraseError: null };
      // A guest whose last day is over would be deleted again at once.
      const endsOn = () => 'CASE WHEN ends_on >= CURRENT_DATE THEN ends_on END';
      await manager.update(
        User,
        { id },
        { ...living, endsOn, ...(email !== undefined && addressByAdmin(user, email)) },
      );
      await record('user_restored', { new_address: email !== undefined });
    });
  }

  /** @throws AppError `forbidden`, `not_found` */
  private async act(
    action: AuditAction,
    { userId: actor, ip: from }: Actor,
    id: number,
    work: (act: Act) => Promise<void>,
  ): Promise<Person> {
    const event = { action, actor, about: id, from };
    try {
      return await this.dataSource.transaction(async (manager) => {
        if (!(await this.admins.lock(manager)).includes(actor)) throw new AppError('forbidden');
        const user = await manager.findOne(User, { where: { id }, lock: { mode: 'pessimistic_write' } });
        if (!user || (user.deletedAt && !OF_DELETED.includes(action))) throw new AppError('not_found');
        await work({
          user,
          manager,
          record: (done, facts = {}) => this.audit.recordWith(manager, { ...event, action: done, facts }),
        });
        await manager.increment(User, { id }, 'version', 1);
        return this.people.person(id, manager);
      });
    } catch (error) {
      if (error instanceof AppError && REFUSALS.includes(error.code)) {
        await this.audit.record({ ...event, outcome: 'refused', facts: { code: error.code } });
      }
      throw isTaken(error) ? new AppError('mail_taken', {}, { cause: error }) : error;
    } finally {
      this.people.forgetCounts();
    }
  }

  /** The only admin cannot ask another one. */
  private async notOneself(manager: EntityManager): Promise<AppError> {
    return new AppError((await this.admins.lock(manager)).length === 1 ? 'last_admin' : 'own_account');
  }
}

const isTaken = (error: unknown): boolean =>
  error instanceof QueryFailedError && (error.driverError as { readonly code?: string }).code === UNIQUE_VIOLATION;
