import { Injectable } from '@nestjs/common';
import type { ClassMessage, NewMessage } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import type { Leader } from '../class-acts.js';
import { ClassPeople } from '../class-people.js';
import { ClassRights } from '../class-rights.js';
import { Lessons } from './lessons.js';
import { LONGEST_MESSAGE_MS, MESSAGE_MS, untilOf } from './spans.js';

type MessageRow = Omit<ClassMessage, 'at' | 'until'> & { readonly at: Date; readonly until: Date };

/** $1: the class, $2: now. */
const CURRENT = `
  SELECT message.id, message.text, message.at, message.until, message.to_user_ids AS to,
    json_build_object('id', sent_by, 'name', COALESCE(person.display_name, person.email, person.slug, '–')) AS sent_by,
    ARRAY(SELECT user_id FROM message_seen WHERE message_id = message.id ORDER BY at, user_id) AS seen_by
  FROM class_message message LEFT JOIN users person ON person.id = sent_by
  WHERE message.class_id = $1 AND message.until > $2`;

/** What teachers write to a class, and whether its members have put it away. */
@Injectable()
export class ClassMessages {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly people: ClassPeople,
    private readonly lessons: Lessons,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Newest first; not those that are over. */
  async current(classId: number): Promise<ClassMessage[]> {
    const rows = await this.dataSource.query<MessageRow[]>(`${CURRENT} ORDER BY message.id DESC LIMIT 100`, [
      ...[classId, this.clock.now()],
    ]);
    return rows.map(messageAnswer);
  }

  /** @throws AppError `not_found` also where one of the people is not in the class, `forbidden` for teachers and admins, `class_archived`; InvalidRequest */
  send({ userId, ip }: Leader, classId: number, { text, to, until }: NewMessage): Promise<ClassMessage> {
    return this.dataSource.transaction(async (manager) => {
      const led = await this.rights.lock(classId, userId, manager);
      this.rights.requireOpen(led);
      const people = to && [...new Set(to)];
      if (people) await this.people.named(classId, people, manager);
      const now = this.clock.now();
      const end = until === null ? await this.endOf(classId, now, manager) : untilOf(until, now, LONGEST_MESSAGE_MS);
      const [{ id }] = await manager.query<[{ id: number }]>(
        `INSERT INTO class_message (class_id, text, sent_by, at, until, to_user_ids) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
        [classId, text, userId, now, end, people],
      );
      // Not the text: the trail keeps it for longer than the class sees it.
      await this.audit.recordWith(manager, {
        ...{ action: 'message_sent', actor: userId, classId, subject: led.name, from: ip },
        facts: { message: id, people: people?.length ?? null },
      });
      const [row] = await manager.query<[MessageRow]>(`${CURRENT} AND message.id = $3`, [classId, now, id]);
      return messageAnswer(row);
    });
  }

  /** @throws AppError `not_found` */
  withdraw({ userId, ip }: Leader, classId: number, id: number): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const led = await this.rights.lock(classId, userId, manager);
      const [, withdrawn] = await manager.query<[unknown[], number]>(
        'DELETE FROM class_message WHERE class_id = $1 AND id = $2',
        [classId, id],
      );
      if (withdrawn === 0) throw new AppError('not_found');
      await this.audit.recordWith(manager, {
        ...{ action: 'message_withdrawn', actor: userId, classId, subject: led.name, from: ip, facts: { message: id } },
      });
    });
  }

  /** By a member. @throws AppError `not_found` where it is not to them */
  async putAway(userId: number, id: number): Promise<void> {
    const [message] = await this.dataSource.query<unknown[]>(
      `SELECT FROM class_message message
       JOIN class_member member ON member.class_id = message.class_id AND member.user_id = $2 AND member.state = 'in'
       WHERE message.id = $1 AND (to_user_ids IS NULL OR $2 = ANY(to_user_ids))`,
      [id, userId],
    );
    if (!message) throw new AppError('not_found');
    await this.dataSource.query(
      `INSERT INTO message_seen (message_id, user_id, at)
       SELECT id, $2, $3 FROM class_message WHERE id = $1 ON CONFLICT DO NOTHING`,
      [id, userId, this.clock.now()],
    );
  }

  private async endOf(classId: number, now: Date, manager: EntityManager): Promise<Date> {
    const lesson = await this.lessons.open(classId, manager);
    return lesson ? new Date(lesson.until) : new Date(now.getTime() + MESSAGE_MS);
  }
}

const messageAnswer = ({ at, until, ...row }: MessageRow): ClassMessage => ({
  ...row,
  at: at.toISOString(),
  until: until.toISOString(),
});
