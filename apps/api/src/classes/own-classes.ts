import { Injectable } from '@nestjs/common';
import type { OwnClass, OwnClasses as Answer } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { Clock } from '../background/clock.js';

/** Never a mail address: pupils have no use for the one of their teacher. */
const NAME = 'COALESCE(person.display_name, person.slug)';
/** As the contract writes times. */
const time = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** $1: a person, $2: now. Who waits to be let in sees only the class itself. */
const OF_MEMBER = `
  SELECT class.id, class.name, class.kind, own.state, own.role,
    ARRAY(SELECT type FROM class_template WHERE class_id = class.id ORDER BY position) AS templates,
    ARRAY(
      SELECT COALESCE(teacher.display_name, teacher.slug)
      FROM class_member JOIN users teacher ON teacher.id = user_id AND teacher.deleted_at IS NULL
      WHERE class_member.class_id = class.id AND class_member.role = 'teacher' ORDER BY joined_at
    ) AS teachers,
    (
      SELECT json_build_object('until', ${time('until')}, 'teacher', COALESCE(${NAME}, '–'))
      FROM lesson LEFT JOIN users person ON person.id = started_by
      WHERE lesson.class_id = class.id AND ended_at IS NULL AND own.state = 'in'
    ) AS lesson,
    (
      SELECT json_build_object('at', ${time('own_call.at')}, 'type', own_call.type, 'text', own_call.text, 'place', (
        SELECT count(*) FROM help_call other
        WHERE other.class_id = class.id AND other.done_at IS NULL AND (other.at, other.id) <= (own_call.at, own_call.id)
      ))
      FROM help_call own_call WHERE own_call.class_id = class.id AND own_call.user_id = $1 AND own_call.done_at IS NULL
    ) AS help,
    (
      SELECT COALESCE(json_agg(json_build_object(
        'id', message.id, 'text', message.text, 'sent_by', COALESCE(${NAME}, '–'), 'at', ${time('message.at')},
        'until', ${time('message.until')}
      ) ORDER BY message.id DESC), '[]')
      FROM class_message message LEFT JOIN users person ON person.id = sent_by
      WHERE message.class_id = class.id AND message.until > $2 AND own.state = 'in' AND own.role = 'member'
        AND (to_user_ids IS NULL OR $1 = ANY(to_user_ids))
        AND NOT EXISTS (SELECT FROM message_seen WHERE message_id = message.id AND user_id = $1)
    ) AS messages
  FROM class_member own JOIN class ON class.id = own.class_id
  WHERE own.user_id = $1 AND class.archived_at IS NULL ORDER BY lower(class.name), class.id`;

/** Classes as those see them who are in them. */
@Injectable()
export class OwnClasses {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** By name; not those that are archived. */
  async of(userId: number): Promise<Answer> {
    return { classes: await this.dataSource.query<OwnClass[]>(OF_MEMBER, [userId, this.clock.now()]) };
  }
}
