import type { Answer, RequestOptions } from '@spawner/kit/http';
import { Person, type User } from '@spawner/kit/person';
import { until } from '@spawner/kit/until';
import type { Installation } from './installation.js';

const HOUR_MS = 3_600_000;

/** The fields that tests read. */
export interface Tile {
  readonly user_id: number;
  readonly status: string;
}

export interface LiveClass {
  readonly as_of: string | null;
  readonly lesson: { readonly until: string } | null;
  readonly people: readonly Tile[];
}

interface Job {
  readonly id: string;
  readonly state: string;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly items: readonly { readonly code: string | null; readonly reason: string | null }[];
}

/** A class with its teacher, and pupils who log in with cards. The first template is `ok`. */
export class ClassRoom {
  private constructor(
    private readonly installation: Installation,
    readonly teacher: Person,
    readonly id: number,
    readonly pupils: readonly Person[],
  ) {}

  static async open(installation: Installation, size: number): Promise<ClassRoom> {
    const teacher = await installation.newcomer();
    await installation.postgres.query(`UPDATE users SET role = 'manager' WHERE id = $1`, [teacher.user.id]);
    const created = await teacher.request('/api/classes', { body: { name: '7b', templates: ['ok'] } });
    const pupils: Person[] = [];
    const room = new ClassRoom(installation, teacher, created.body['id'] as number, pupils);
    const names = Array.from({ length: size }, (_, number) => ({ name: `Kim ${number}` }));
    const added = await room.request('/members', { body: { class_accounts: names } });
    const ids = (added.body['members'] as { user_id: number }[]).map(({ user_id: id }) => id);
    const printed = await room.request('/cards/print', { body: { user_ids: ids, renew: true } });
    for (const { url } of printed.body['cards'] as { url: string }[]) pupils.push(await room.logIn(url));
    return room;
  }

  get ids(): number[] {
    return this.pupils.map(({ user }) => user.id);
  }

  /** By the teacher, at the first process. */
  request(path: string, options?: RequestOptions): Promise<Answer> {
    return this.teacher.at(this.installation.product).request(`/api/class/${this.id}${path}`, options);
  }

  async live(): Promise<LiveClass> {
    return (await this.accepted('/live')) as unknown as LiveClass;
  }

  /** Begins a lesson that starts a container for everybody. Returns the job. */
  async begin(): Promise<string> {
    const body = { until: new Date(Date.now() + HOUR_MS).toISOString(), start_all: true };
    return (await this.accepted('/lesson', { body }))['job_id'] as string;
  }

  /** Waits for the end of a job. */
  ended(job: string): Promise<Job> {
    return until('the job has ended', 60, async () => {
      const found = (await this.accepted(`/job/${job}`)) as unknown as Job;
      return ['done', 'failed'].includes(found.state) && found;
    });
  }

  async accepted(path: string, options?: RequestOptions): Promise<Answer['body']> {
    const { status, text, body } = await this.request(path, options);
    if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
    return body;
  }

  private async logIn(url: string): Promise<Person> {
    const { product, owners } = this.installation;
    const { headers, text, body } = await product.request('/api/auth/card', {
      body: { secret: new URL(url).hash.slice(1) },
    });
    const [, token] = /spawner_access=([^;]+)/.exec(String(headers['set-cookie'])) ?? [];
    if (token === undefined) throw new Error(`/api/auth/card: ${text}`);
    const noMails = { linkFor: () => Promise.reject(new Error('An account of a class has no mailbox')) };
    const pupil = new Person(product, noMails, token, body['user'] as User);
    owners.set(pupil.slug, pupil);
    return pupil;
  }
}
