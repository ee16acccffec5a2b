import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OutgoingMail1795651200010 implements MigrationInterface {
  readonly name = 'OutgoingMail1795651200010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Recipient and facts are removed when the mail is settled; the rest is for the page that shows its state.
      CREATE TABLE outgoing_mail (
        id              UUID PRIMARY KEY,
        kind            VARCHAR(20) NOT NULL,
        recipient       VARCHAR(254),
        facts           JSONB,
        state           VARCHAR(10) NOT NULL DEFAULT 'waiting',
        reason          VARCHAR(20),
        answer          VARCHAR(200),
        attempts        INTEGER     NOT NULL DEFAULT 0,
        deferrals       INTEGER     NOT NULL DEFAULT 0,
        created_at      TIMESTAMPTZ NOT NULL,
        expires_at      TIMESTAMPTZ NOT NULL,
        next_attempt_at TIMESTAMPTZ NOT NULL,
        leased_until    TIMESTAMPTZ,
        handed_over_at  TIMESTAMPTZ
      );
      CREATE INDEX outgoing_mail_waiting ON outgoing_mail (next_attempt_at, created_at) WHERE state = 'waiting';

      -- A link to an address without an account creates the account when it is used.
      ALTER TABLE magic_link
        ALTER COLUMN user_id DROP NOT NULL,
        ADD COLUMN email   VARCHAR(254),
        ADD COLUMN mail_id UUID UNIQUE,
        ADD CONSTRAINT magic_link_owner CHECK (user_id IS NOT NULL OR email IS NOT NULL);
      ALTER TABLE mail_request ADD COLUMN mail_id UUID;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE mail_request DROP COLUMN mail_id;
      DELETE FROM magic_link WHERE user_id IS NULL;
      ALTER TABLE magic_link
        DROP CONSTRAINT magic_link_owner,
        DROP COLUMN mail_id,
        DROP COLUMN email,
        ALTER COLUMN user_id SET NOT NULL;
      DROP TABLE outgoing_mail;
    `);
  }
}
