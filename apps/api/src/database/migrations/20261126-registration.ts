import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may register, who waits for approval, invitations, and the code of the first admin. */
export class Registration1795651300020 implements MigrationInterface {
  readonly name = 'Registration1795651300020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row, because the order of the rules is their meaning.
      CREATE TABLE mail_rules (
        one     BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (one),
        rules   JSONB   NOT NULL DEFAULT '[]',
        version INTEGER NOT NULL DEFAULT 0
      );
      INSERT INTO mail_rules DEFAULT VALUES;

      -- One row while there is no admin, so that all processes accept the same code.
      CREATE TABLE setup_code (
        one  BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (one),
        hash BYTEA   NOT NULL
      );
      ALTER TABLE magic_link ADD by_setup_code BOOLEAN NOT NULL DEFAULT FALSE;

      ALTER TABLE users
        -- When they began to wait, or were decided on.
        ADD approval_at     TIMESTAMPTZ,
        ADD approval_reason VARCHAR(200),
        -- How often admins were told that they wait.
        ADD approval_told   SMALLINT NOT NULL DEFAULT 0;
      CREATE INDEX users_approval ON users (approval, approval_at) WHERE approval <> 'granted';
      CREATE FUNCTION users_approval_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('spawner_approval', NEW.id::text);
          RETURN NULL;
        END $$;
      CREATE TRIGGER tell_approval AFTER UPDATE OF approval ON users
        FOR EACH ROW WHEN (NEW.approval <> OLD.approval) EXECUTE FUNCTION users_approval_changed();
      -- One row: when admins were last told who waits.
      CREATE TABLE approval_digest (
        one     BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (one),
        sent_at TIMESTAMPTZ NOT NULL DEFAULT '-infinity'
      );
      INSERT INTO approval_digest DEFAULT VALUES;

      CREATE TABLE invitation (
        id          UUID PRIMARY KEY,
        email       VARCHAR(254) NOT NULL,
        role        VARCHAR(10)  NOT NULL CHECK (role IN ('admin', 'manager', 'user')),
        language    VARCHAR(2)   NOT NULL CHECK (language IN ('de', 'en')),
        days        SMALLINT     NOT NULL,
        -- The token is made from it, see InvitationTokens.
        mail_id     UUID         NOT NULL UNIQUE,
        token_hash  BYTEA        NOT NULL UNIQUE,
        created_by  INTEGER      REFERENCES users ON DELETE SET NULL,
        created_at  TIMESTAMPTZ  NOT NULL,
        expires_at  TIMESTAMPTZ  NOT NULL,
        mail_state  VARCHAR(10)  NOT NULL DEFAULT 'waiting',
        accepted_at TIMESTAMPTZ,
        accepted_by INTEGER      REFERENCES users ON DELETE CASCADE
      );
      -- An address has one open invitation.
      CREATE UNIQUE INDEX invitation_open ON invitation (email) WHERE accepted_at IS NULL;
      CREATE INDEX invitation_created ON invitation (created_at DESC, id DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE invitation;
      DROP TABLE approval_digest;
      DROP TRIGGER tell_approval ON users;
      DROP FUNCTION users_approval_changed();
      ALTER TABLE users DROP approval_at, DROP approval_reason, DROP approval_told;
      ALTER TABLE magic_link DROP by_setup_code;
      DROP TABLE setup_code;
      DROP TABLE mail_rules;
    `);
  }
}
