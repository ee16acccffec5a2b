import { Injectable } from '@nestjs/common';
import type { PersonDetail } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { sessionAnswer } from '../auth/sessions/session.answer.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import { PeopleList } from './people-list.js';

interface More {
  readonly blockedAt: Date | null;
  readonly blockedBy: PersonDetail['blocked_by'];
  readonly deletedBy: PersonDetail['deleted_by'];
  readonly apiTokens: number;
  readonly shareLinks: number;
}

const NAMED = `json_build_object('id', named.id, 'name', COALESCE(named.display_name, named.email))`;

const MORE = `
  SELECT blocked_at AS "blockedAt",
    (SELECT ${NAMED} FROM users named WHERE named.id = users.blocked_by) AS "blockedBy",
    (SELECT ${NAMED} FROM users named WHERE named.id = users.deleted_by) AS "deletedBy",
    (SELECT count(*)::int FROM api_token WHERE user_id = users.id AND expires_at > now()) AS "apiTokens",
    (SELECT count(*)::int FROM share_link WHERE user_id = users.id AND ended_at IS NULL AND expires_at > now()) AS "shareLinks"
  FROM users WHERE id = $1`;

/** What the page of one person shows beside their row of the list. */
@Injectable()
export class PersonDetails {
  constructor(
    private readonly dataSource: DataSource,
    private readonly people: PeopleList,
    private readonly sessions: SessionsService,
  ) {}

  /** @throws AppError `not_found` */
  async of(id: number): Promise<PersonDetail> {
    const [person, sessions, more] = await Promise.all([
      this.people.person(id),
      this.sessions.openOf(id),
      this.more(id),
    ]);
    return {
      ...person,
      blocked_at: more?.blockedAt?.toISOString() ?? null,
      blocked_by: more?.blockedBy ?? null,
      deleted_by: more?.deletedBy ?? null,
      sessions: sessions.map(sessionAnswer),
      api_tokens: more?.apiTokens ?? 0,
      share_links: more?.shareLinks ?? 0,
    };
  }

  private async more(id: number): Promise<More | undefined> {
    const [row] = await this.dataSource.query<More[]>(MORE, [id]);
    return row;
  }
}
