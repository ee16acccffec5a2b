import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Role } from '@spawner/contracts';
import { type EntityManager, In, IsNull, Repository } from 'typeorm';
import { Settings } from '../config/settings.js';
import { type PreparedStatement, runPrepared } from '../database/run-prepared.js';
import { AppError } from '../errors/app-error.js';
import { nameOf } from './name-of.js';
import { freeSlug, slugOf } from './slug.js';
import { User } from './user.entity.js';

/** Held during a registration, so that only one user is the first, and only one gets a slug. */
const REGISTRATION_LOCK = 0x5bae;

/** Read before every request of admins and managers. */
const ROLE: PreparedStatement = {
  name: 'role_of',
  text: 'SELECT role FROM users WHERE id = $1 AND NOT blocked AND deleted_at IS NULL',
};

@Injectable()
export class UsersService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly settings: Settings,
  ) {}

  findById(id: number): Promise<User | null> {
    return this.users.findOneBy({ id, deletedAt: IsNull() });
  }

  /** @throws AppError `not_logged_in` where the account was deleted after the login */
  async get(id: number, manager = this.users.manager): Promise<User> {
    const user = await manager.findOneBy(User, { id, deletedAt: IsNull() });
    if (!user) throw new AppError('not_logged_in');
    return user;
  }

  /** Null for a blocked or deleted account. */
  async roleOf(id: number): Promise<Role | null> {
    const [user] = await runPrepared<{ role: Role }>(this.users.manager.dataSource, ROLE, [id]);
    return user?.role ?? null;
  }

  findByEmail(email: string): Promise<User | null> {
    return this.users.findOneBy({ email, deletedAt: IsNull() });
  }

  /** What people call them, by id; erased users are left out. */
  async namesOf(ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const users = await this.users.find({
      where: { id: In([...new Set(ids)]) },
      select: { id: true, email: true, displayName: true },
    });
    return new Map(users.map((user) => [user.id, nameOf(user)]));
  }

  /** The user with this address, created where there is none. */
  async register(email: string, manager = this.users.manager): Promise<User> {
    const known = await manager.findOneBy(User, { email, deletedAt: IsNull() });
    return known ?? manager.transaction((inner) => this.insert(inner, email));
  }

  /**
   * Accounts without mail address, which belong to the class. With the same few statements for any number: nobody else can register before the
   * transaction ends.
   * @returns their ids, in the same order
   */
  async insertForClass(
    classId: number,
    people: readonly { readonly name: string; readonly externalId?: string | null }[],
    manager: EntityManager,
  ): Promise<number[]> {
    const slugs = await this.slugsFor(
      people.map(({ name }) => name),
      manager,
    );
    const made = await manager.query<{ id: number; slug: string }[]>(
      `INSERT INTO users (slug, display_name, external_id, class_id, role, state, approval)
       SELECT slug, name, external_id, $4, 'user', 'verified', 'granted'
       FROM unnest($1::varchar[], $2::varchar[], $3::varchar[]) AS made (slug, name, external_id) RETURNING id, slug`,
      [slugs, people.map(({ name }) => name), people.map(({ externalId }) => externalId ?? null), classId],
    );
    const ids = new Map(made.map(({ id, slug }) => [slug, id]));
    return slugs.flatMap((slug) => ids.get(slug) ?? []);
  }

  /**
   * Nobody else changes the account until the end of the transaction.
   * @throws AppError `not_logged_in` where it was deleted meanwhile
   */
  async lock(id: number, manager: EntityManager): Promise<User> {
    const lock = { mode: 'pessimistic_write' } as const;
    const user = await manager.findOne(User, { where: { id, deletedAt: IsNull() }, lock });
    if (!user) throw new AppError('not_logged_in');
    return user;
  }

  /** What people change about themselves. An admin who edits them meanwhile sees that they have changed. */
  async change(id: number, change: Partial<Pick<User, 'displayName' | 'language'>>): Promise<User> {
    await this.users.update({ id, deletedAt: IsNull() }, { ...change, version: () => 'version + 1' });
    return this.get(id);
  }

  /** The first container was started: `verified` → `active`. */
  async markActive(id: number): Promise<void> {
    await this.users.update({ id, state: 'verified' }, { state: 'active' });
  }

  private async insert(manager: EntityManager, email: string): Promise<User> {
    const [slug = ''] = await this.slugsFor([email], manager);
    const twin = await manager.findOneBy(User, { email, deletedAt: IsNull() });
    if (twin) return twin;

    const isFirst = this.settings.firstAdmin.by === 'first' && !(await manager.exists(User));
    return manager.save(User, {
      email,
      slug,
      role: isFirst ? 'admin' : 'user',
      state: 'registered',
    });
  }

  /** Until the end of the transaction nobody else gets a slug. */
  private async slugsFor(names: readonly string[], manager: EntityManager): Promise<string[]> {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [REGISTRATION_LOCK]);
    const wishes = names.map((name) => slugOf(name));
    const taken = await slugsLike(manager, [...new Set(wishes)]);
    return wishes.map((wish) => {
      const slug = freeSlug(wish, taken);
      taken.add(slug);
      return slug;
    });
  }
}

/** Each wish, and the wish with a number, where somebody has or had it. */
async function slugsLike(manager: EntityManager, wishes: readonly string[]): Promise<Set<string>> {
  const rows = await manager.query<{ slug: string }[]>(
    `SELECT slug FROM (
       SELECT slug FROM users UNION ALL SELECT slug FROM slug_rest WHERE until > now()
     ) AS known
     WHERE slug = ANY($1) OR rtrim(rtrim(slug, '0123456789'), '-') = ANY($1)`,
    [wishes],
  );
  return new Set(rows.map(({ slug }) => slug));
}
