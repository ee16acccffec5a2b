import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roles instead of one flag, names to show, and what blocking and deleting a person leaves behind. */
export class People1795651300000 implements MigrationInterface {
  readonly name = 'People1795651300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER tell_admin_changed ON users;
      DROP TRIGGER tell_admin_made ON users;

      ALTER TABLE users
        ADD role           VARCHAR(10) NOT NULL DEFAULT 'user' CHECK (role IN ('admin', 'manager', 'user')),
        ADD display_name   VARCHAR(80),
        ADD language       VARCHAR(2) CHECK (language IN ('de', 'en')),
        ADD approval       VARCHAR(10) NOT NULL DEFAULT 'granted' CHECK (approval IN ('granted', 'waiting', 'refused')),
        ADD blocked_at     TIMESTAMPTZ,
        -- No reference: who blocked or deleted a person stays known after their own account is gone.
        ADD blocked_by     INTEGER,
        ADD blocked_reason VARCHAR(200),
        ADD last_seen_at   TIMESTAMPTZ,
        ADD deleted_at     TIMESTAMPTZ,
        ADD deleted_by     INTEGER,
        ADD erase_after    TIMESTAMPTZ,
        ADD erase_error    VARCHAR(200),
        ADD version        INTEGER NOT NULL DEFAULT 1;
      UPDATE users SET role = 'admin' WHERE is_admin;
      ALTER TABLE users DROP is_admin;
      ALTER TABLE users ADD search TEXT GENERATED ALWAYS AS
        (lower(coalesce(display_name, '') || ' ' || email || ' ' || slug)) STORED;

      -- The address of a deleted account is free at once.
      ALTER TABLE users DROP CONSTRAINT users_email_key;
      CREATE UNIQUE INDEX users_email ON users (email) WHERE deleted_at IS NULL;
      CREATE INDEX users_name ON users (lower(coalesce(display_name, email)), id) WHERE deleted_at IS NULL;
      CREATE INDEX users_created ON users (created_at DESC, id DESC) WHERE deleted_at IS NULL;
      CREATE INDEX users_seen ON users (last_seen_at DESC NULLS LAST, id DESC) WHERE deleted_at IS NULL;
      CREATE INDEX users_erase ON users (erase_after) WHERE deleted_at IS NOT NULL;
      CREATE INDEX users_admins ON users (id) WHERE role = 'admin';

      CREATE TRIGGER tell_admin_made AFTER INSERT ON users
        FOR EACH ROW WHEN (NEW.role = 'admin') EXECUTE FUNCTION users_admin_changed();
      CREATE TRIGGER tell_admin_changed AFTER UPDATE OF role ON users
        FOR EACH ROW WHEN ((OLD.role = 'admin') <> (NEW.role = 'admin')) EXECUTE FUNCTION users_admin_changed();

      -- Bookmarks, service workers and cookies of the old owner must not meet a new one.
      CREATE TABLE slug_rest (
        slug  VARCHAR(40) PRIMARY KEY,
        until TIMESTAMPTZ NOT NULL
      );
    `);
    // Belongs to PostgreSQL, but an operator's own server may lack it. The search is then slower, not wrong.
    await runner.query(`
      DO $$ BEGIN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE INDEX users_search ON users USING gin (search gin_trgm_ops);
      EXCEPTION WHEN OTHERS THEN
        RAISE NOTICE 'no index for the search of people: %', SQLERRM;
      END $$;
    `);
  }

  /** Managers become users; deleted people whose address was taken again are lost. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE slug_rest;
      DROP TRIGGER tell_admin_changed ON users;
      DROP TRIGGER tell_admin_made ON users;

      DELETE FROM users WHERE deleted_at IS NOT NULL;
      ALTER TABLE users ADD is_admin BOOLEAN NOT NULL DEFAULT FALSE;
      UPDATE users SET is_admin = role = 'admin';
      DROP INDEX IF EXISTS users_search;
      DROP INDEX users_email;
      ALTER TABLE users
        DROP search, DROP role, DROP display_name, DROP language, DROP approval, DROP blocked_at, DROP blocked_by,
        DROP blocked_reason, DROP last_seen_at, DROP deleted_at, DROP deleted_by, DROP erase_after, DROP erase_error,
        DROP version,
        ADD CONSTRAINT users_email_key UNIQUE (email);

      CREATE TRIGGER tell_admin_made AFTER INSERT ON users
        FOR EACH ROW WHEN (NEW.is_admin) EXECUTE FUNCTION users_admin_changed();
      CREATE TRIGGER tell_admin_changed AFTER UPDATE OF is_admin ON users
        FOR EACH ROW WHEN (OLD.is_admin <> NEW.is_admin) EXECUTE FUNCTION users_admin_changed();
    `);
  }
}
