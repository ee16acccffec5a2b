import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Login without a mail address: cards, the codes that let people into a class, and the guests who wait for it. */
export class LoginCards1795651300210 implements MigrationInterface {
  readonly name = 'LoginCards1795651300210';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE class
        -- Typed before the code of a card. On every card, so it is no secret.
        ADD card_code  CHAR(8) UNIQUE,
        ADD join_mode  VARCHAR(10) NOT NULL DEFAULT 'off' CHECK (join_mode IN ('off', 'open', 'ask', 'guest')),
        ADD join_code  CHAR(8) UNIQUE,
        ADD join_until TIMESTAMPTZ,
        ADD join_seats INTEGER,
        ADD join_used  INTEGER NOT NULL DEFAULT 0,
        ADD CONSTRAINT class_join CHECK ((join_mode = 'off') = (join_code IS NULL) AND (join_code IS NULL) = (join_until IS NULL));

      CREATE TABLE login_card (
        id            UUID        PRIMARY KEY,
        user_id       INTEGER     NOT NULL REFERENCES users ON DELETE CASCADE,
        secret_mac    BYTEA       NOT NULL UNIQUE,
        code_mac      BYTEA       NOT NULL UNIQUE,
        -- No reference: who made it stays known.
        created_by    INTEGER     NOT NULL,
        created_at    TIMESTAMPTZ NOT NULL,
        first_used_at TIMESTAMPTZ,
        last_used_at  TIMESTAMPTZ,
        uses          INTEGER     NOT NULL DEFAULT 0,
        revoked_at    TIMESTAMPTZ
      );
      CREATE UNIQUE INDEX login_card_of_person ON login_card (user_id) WHERE revoked_at IS NULL;
      CREATE INDEX login_card_user ON login_card (user_id);

      -- Tries at something that could be guessed, counted for all processes together.
      CREATE TABLE brake (
        key     VARCHAR(80) PRIMARY KEY,
        tries   INTEGER     NOT NULL,
        since   TIMESTAMPTZ NOT NULL,
        last_at TIMESTAMPTZ NOT NULL
      );
      CREATE INDEX brake_last ON brake (last_at);

      CREATE TABLE guest (
        id         SERIAL      PRIMARY KEY,
        class_id   INTEGER     NOT NULL REFERENCES class ON DELETE CASCADE,
        name       VARCHAR(80) NOT NULL,
        -- Of the browser that waits.
        token_hash BYTEA       NOT NULL UNIQUE,
        created_at TIMESTAMPTZ NOT NULL,
        seen_at    TIMESTAMPTZ NOT NULL,
        refused_at TIMESTAMPTZ,
        -- The account, from when a teacher has let them in.
        user_id    INTEGER     REFERENCES users ON DELETE CASCADE
      );
      CREATE INDEX guest_class ON guest (class_id);
      CREATE INDEX guest_user ON guest (user_id) WHERE user_id IS NOT NULL;

      CREATE FUNCTION guest_notify() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify(channel, payload) FROM (VALUES
            ('spawner_guest', COALESCE(NEW.id, OLD.id)::text),
            ('spawner_class', json_build_object(
              'class_id', COALESCE(NEW.class_id, OLD.class_id), 'kind', 'members', 'user_id', NULL
            )::text)
          ) AS told (channel, payload);
          RETURN NULL;
        END $$;
      CREATE TRIGGER notify_guest AFTER INSERT OR UPDATE OF refused_at, user_id OR DELETE ON guest
        FOR EACH ROW EXECUTE FUNCTION guest_notify();

      -- A login with a card ends then, however often it is renewed.
      ALTER TABLE session ADD ends_at TIMESTAMPTZ;
      CREATE INDEX session_ends ON session (ends_at) WHERE ends_at IS NOT NULL AND revoked_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE session DROP ends_at;
      DROP TABLE guest;
      DROP FUNCTION guest_notify();
      DROP TABLE brake;
      DROP TABLE login_card;
      ALTER TABLE class
        DROP CONSTRAINT class_join,
        DROP card_code, DROP join_mode, DROP join_code, DROP join_until, DROP join_seats, DROP join_used;
    `);
  }
}
