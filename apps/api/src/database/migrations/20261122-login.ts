import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Login1795305600004 implements MigrationInterface {
  readonly name = 'Login1795305600004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE users ADD COLUMN blocked BOOLEAN NOT NULL DEFAULT FALSE;

      -- Who asked for the link, and the code that goes with it.
      ALTER TABLE magic_link
        ADD COLUMN asked_hash BYTEA,
        ADD COLUMN browser    VARCHAR(30),
        ADD COLUMN system     VARCHAR(30),
        ADD COLUMN ip         VARCHAR(45),
        ADD COLUMN code_hash  BYTEA,
        ADD COLUMN code_tries SMALLINT NOT NULL DEFAULT 0;
      CREATE INDEX magic_link_asked ON magic_link (asked_hash);

      -- A refresh token names its session and its generation, so nothing of it has to be kept.
      ALTER TABLE session
        DROP COLUMN refresh_hash,
        DROP COLUMN previous_refresh_hash,
        ADD COLUMN generation INTEGER,
        ADD COLUMN browser    VARCHAR(30),
        ADD COLUMN system     VARCHAR(30),
        ADD COLUMN ip         VARCHAR(45);

      CREATE TABLE api_token (
        id           UUID PRIMARY KEY,
        user_id      INTEGER     NOT NULL REFERENCES users ON DELETE CASCADE,
        name         VARCHAR(60) NOT NULL,
        token_hash   BYTEA       NOT NULL UNIQUE,
        scopes       TEXT[]      NOT NULL,
        created_at   TIMESTAMPTZ NOT NULL,
        expires_at   TIMESTAMPTZ NOT NULL,
        last_used_at TIMESTAMPTZ,
        last_used_ip VARCHAR(45)
      );
      CREATE INDEX api_token_of_user ON api_token (user_id);

      -- However a session comes to its end, by us or by hand, every process hears of it with the commit.
      CREATE FUNCTION session_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('spawner_revoked', NEW.id::text);
          RETURN NULL;
        END $$;
      CREATE TRIGGER tell_revoked AFTER UPDATE OF revoked_at ON session
        FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION session_revoked();

      -- Whoever is blocked is logged out with the same statement.
      CREATE FUNCTION user_blocked() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE session SET revoked_at = now() WHERE user_id = NEW.id AND revoked_at IS NULL;
          RETURN NULL;
        END $$;
      CREATE TRIGGER log_out_blocked AFTER UPDATE OF blocked ON users
        FOR EACH ROW WHEN (NEW.blocked AND NOT OLD.blocked) EXECUTE FUNCTION user_blocked();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER log_out_blocked ON users;
      DROP FUNCTION user_blocked();
      DROP TRIGGER tell_revoked ON session;
      DROP FUNCTION session_revoked();
      DROP TABLE api_token;
      ALTER TABLE session
        DROP COLUMN generation, DROP COLUMN browser, DROP COLUMN system, DROP COLUMN ip,
        ADD COLUMN refresh_hash BYTEA UNIQUE,
        ADD COLUMN previous_refresh_hash BYTEA;
      CREATE INDEX session_previous_refresh ON session (previous_refresh_hash);
      ALTER TABLE magic_link
        DROP COLUMN asked_hash, DROP COLUMN browser, DROP COLUMN system, DROP COLUMN ip,
        DROP COLUMN code_hash, DROP COLUMN code_tries;
      ALTER TABLE users DROP COLUMN blocked;
    `);
  }
}
