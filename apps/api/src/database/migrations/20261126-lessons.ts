import type { MigrationInterface, QueryRunner } from 'typeorm';

const NOTIFYING = [
  { table: 'lesson', kind: 'lesson', person: 'NULL' },
  { table: 'help_call', kind: 'help', person: 'COALESCE(NEW.user_id, OLD.user_id)' },
  { table: 'class_message', kind: 'message', person: 'NULL' },
  { table: 'class_member', kind: 'members', person: 'COALESCE(NEW.user_id, OLD.user_id)' },
] as const;

/** Lessons with their help calls, and messages to a class. What changes in a class is told to all processes. */
export class Lessons1795651300230 implements MigrationInterface {
  readonly name = 'Lessons1795651300230';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE lesson (
        id          SERIAL PRIMARY KEY,
        class_id    INTEGER     NOT NULL REFERENCES class ON DELETE CASCADE,
        -- No reference: who held it stays known.
        started_by  INTEGER     NOT NULL,
        started_at  TIMESTAMPTZ NOT NULL,
        until       TIMESTAMPTZ NOT NULL,
        ended_at    TIMESTAMPTZ,
        typed_login BOOLEAN     NOT NULL,
        stop_at_end BOOLEAN     NOT NULL
      );
      CREATE UNIQUE INDEX lesson_open ON lesson (class_id) WHERE ended_at IS NULL;

      CREATE TABLE help_call (
        id       SERIAL PRIMARY KEY,
        class_id INTEGER     NOT NULL,
        user_id  INTEGER     NOT NULL,
        type     VARCHAR(50),
        text     VARCHAR(200),
        at       TIMESTAMPTZ NOT NULL,
        done_at  TIMESTAMPTZ,
        -- Null where the lesson ended first.
        done_by  INTEGER,
        FOREIGN KEY (class_id, user_id) REFERENCES class_member ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX help_call_open ON help_call (class_id, user_id) WHERE done_at IS NULL;

      CREATE TABLE class_message (
        id          SERIAL PRIMARY KEY,
        class_id    INTEGER      NOT NULL REFERENCES class ON DELETE CASCADE,
        text        VARCHAR(500) NOT NULL,
        -- No reference: who sent it stays known.
        sent_by     INTEGER      NOT NULL,
        at          TIMESTAMPTZ  NOT NULL,
        until       TIMESTAMPTZ  NOT NULL,
        -- Null: to all.
        to_user_ids INTEGER[]
      );
      CREATE INDEX class_message_of_class ON class_message (class_id, until);

      CREATE TABLE message_seen (
        message_id INTEGER     NOT NULL REFERENCES class_message ON DELETE CASCADE,
        user_id    INTEGER     NOT NULL REFERENCES users ON DELETE CASCADE,
        at         TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (message_id, user_id)
      );`);
    for (const { table, kind, person } of NOTIFYING) {
      await runner.query(`
        CREATE FUNCTION ${table}_notify() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            PERFORM pg_notify('spawner_class', json_build_object(
              'class_id', COALESCE(NEW.class_id, OLD.class_id), 'kind', '${kind}', 'user_id', ${person}::int
            )::text);
            RETURN NULL;
          END $$;
        CREATE TRIGGER notify_class AFTER INSERT OR UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION ${table}_notify();`);
    }
    await runner.query(`
      CREATE FUNCTION message_seen_notify() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('spawner_class', json_build_object(
            'class_id', class_id, 'kind', 'message', 'user_id', NEW.user_id
          )::text) FROM class_message WHERE id = NEW.message_id;
          RETURN NULL;
        END $$;
      CREATE TRIGGER notify_class AFTER INSERT ON message_seen FOR EACH ROW EXECUTE FUNCTION message_seen_notify();

      -- Its name, its templates (they change with its version), or whether it is archived.
      CREATE FUNCTION class_notify() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('spawner_class', json_build_object(
            'class_id', NEW.id, 'kind', 'members', 'user_id', NULL
          )::text);
          RETURN NULL;
        END $$;
      CREATE TRIGGER notify_class AFTER UPDATE ON class FOR EACH ROW WHEN (OLD.version <> NEW.version)
        EXECUTE FUNCTION class_notify();`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE message_seen;
      DROP TABLE class_message;
      DROP TABLE help_call;
      DROP TABLE lesson;
      DROP TRIGGER notify_class ON class_member;
      DROP TRIGGER notify_class ON class;
      DROP FUNCTION message_seen_notify();
      DROP FUNCTION class_notify();`);
    for (const { table } of NOTIFYING) await runner.query(`DROP FUNCTION ${table}_notify();`);
  }
}
