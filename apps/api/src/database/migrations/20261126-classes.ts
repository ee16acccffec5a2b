import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Classes with their members and templates, and accounts that belong to a class and have no mail address. */
export class Classes1795651300200 implements MigrationInterface {
  readonly name = 'Classes1795651300200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE class (
        id            SERIAL PRIMARY KEY,
        name          VARCHAR(80)  NOT NULL,
        kind          VARCHAR(10)  NOT NULL CHECK (kind IN ('class', 'workshop', 'team')),
        description   VARCHAR(500),
        cards_when    VARCHAR(10)  NOT NULL DEFAULT 'always' CHECK (cards_when IN ('always', 'lesson')),
        session_hours SMALLINT     NOT NULL DEFAULT 12 CHECK (session_hours BETWEEN 2 AND 24),
        ends_on       DATE,
        -- No reference: who made it stays known.
        created_by    INTEGER      NOT NULL,
        created_at    TIMESTAMPTZ  NOT NULL,
        archived_at   TIMESTAMPTZ,
        version       INTEGER      NOT NULL DEFAULT 1
      );
      CREATE INDEX class_name ON class (lower(name), id);

      CREATE TABLE class_template (
        class_id INTEGER     NOT NULL REFERENCES class ON DELETE CASCADE,
        type     VARCHAR(50) NOT NULL,
        -- The first is the one that a lesson starts.
        position SMALLINT    NOT NULL,
        PRIMARY KEY (class_id, type)
      );

      CREATE TABLE class_member (
        class_id    INTEGER     NOT NULL REFERENCES class ON DELETE CASCADE,
        user_id     INTEGER     NOT NULL REFERENCES users ON DELETE CASCADE,
        role        VARCHAR(10) NOT NULL CHECK (role IN ('member', 'teacher')),
        state       VARCHAR(10) NOT NULL DEFAULT 'in' CHECK (state IN ('in', 'waiting')),
        -- What the class calls them, whatever they call themselves.
        roster_name VARCHAR(80),
        joined_via  VARCHAR(12) NOT NULL CHECK (joined_via IN ('teacher', 'import', 'invitation', 'code', 'guest')),
        joined_at   TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (class_id, user_id)
      );
      CREATE INDEX class_member_user ON class_member (user_id) INCLUDE (class_id, role);

      ALTER TABLE users
        ADD class_id    INTEGER REFERENCES class ON DELETE RESTRICT,
        ADD external_id VARCHAR(80),
        ALTER email DROP NOT NULL,
        ADD CONSTRAINT users_reachable CHECK (email IS NOT NULL OR (class_id IS NOT NULL AND display_name IS NOT NULL)),
        ADD CONSTRAINT users_class_account CHECK (class_id IS NULL OR (role = 'user' AND email IS NULL)),
        DROP search;
      ALTER TABLE users ADD search TEXT GENERATED ALWAYS AS
        (lower(coalesce(display_name, '') || ' ' || coalesce(email, '') || ' ' || slug || ' ' || coalesce(external_id, ''))) STORED;
      CREATE INDEX users_of_class ON users (class_id) WHERE class_id IS NOT NULL;
      CREATE UNIQUE INDEX users_external_id ON users (class_id, external_id) WHERE external_id IS NOT NULL AND deleted_at IS NULL;

      ALTER TABLE audit_event ADD class_id INTEGER;
      CREATE INDEX audit_event_class ON audit_event (class_id, id DESC) WHERE class_id IS NOT NULL;
      ALTER TABLE job ADD class_id INTEGER REFERENCES class ON DELETE SET NULL;
      CREATE INDEX job_of_class ON job (class_id, created_at DESC) WHERE class_id IS NOT NULL;
    `);
    await searchIndex(runner);
  }

  /** Accounts of classes are lost: they have no address to log in with. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE job DROP class_id;
      ALTER TABLE audit_event DROP class_id;
      DELETE FROM users WHERE class_id IS NOT NULL;
      DROP INDEX users_external_id;
      ALTER TABLE users
        DROP search,
        DROP CONSTRAINT users_reachable,
        DROP CONSTRAINT users_class_account,
        DROP class_id,
        DROP external_id,
        ALTER email SET NOT NULL;
      ALTER TABLE users ADD search TEXT GENERATED ALWAYS AS
        (lower(coalesce(display_name, '') || ' ' || email || ' ' || slug)) STORED;
      DROP TABLE class_member;
      DROP TABLE class_template;
      DROP TABLE class;
    `);
    await searchIndex(runner);
  }
}

/** Only where the extension is there: without the index the search is slower, not wrong. */
const searchIndex = (runner: QueryRunner): Promise<unknown> =>
  runner.query(`
    DO $$ BEGIN
      IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE INDEX users_search ON users USING gin (search gin_trgm_ops);
      END IF;
    END $$;
  `);
