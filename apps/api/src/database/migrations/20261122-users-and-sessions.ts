import type { MigrationInterface, QueryRunner } from 'typeorm';

export class UsersAndSessions1795305600000 implements MigrationInterface {
  readonly name = 'UsersAndSessions1795305600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id         SERIAL PRIMARY KEY,
        email      VARCHAR(254) NOT NULL UNIQUE,
        slug       VARCHAR(40)  NOT NULL UNIQUE,
        is_admin   BOOLEAN      NOT NULL DEFAULT FALSE,
        state      VARCHAR(20)  NOT NULL DEFAULT 'registered' CHECK (state IN ('registered', 'verified', 'active')),
        created_at TIMESTAMPTZ  NOT NULL DEFAULT now()
      );

      CREATE TABLE magic_link (
        id          SERIAL PRIMARY KEY,
        user_id     INTEGER     NOT NULL REFERENCES users ON DELETE CASCADE,
        token_hash  BYTEA       NOT NULL UNIQUE,
        created_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
        expires_at  TIMESTAMPTZ NOT NULL,
        consumed_at TIMESTAMPTZ
      );
      CREATE INDEX magic_link_of_user ON magic_link (user_id);

      -- One row for every mail that was asked for, whether or not the address has an account.
      CREATE TABLE mail_request (
        id         SERIAL PRIMARY KEY,
        email_hash BYTEA       NOT NULL,
        created_at TIMESTAMPTZ NOT NULL DEFAULT now()
      );
      CREATE INDEX mail_request_recent ON mail_request (email_hash, created_at);

      CREATE TABLE session (
        id                    UUID PRIMARY KEY,
        user_id               INTEGER     NOT NULL REFERENCES users ON DELETE CASCADE,
        refresh_hash          BYTEA UNIQUE,
        previous_refresh_hash BYTEA,
        rotated_at            TIMESTAMPTZ,
        created_at            TIMESTAMPTZ NOT NULL DEFAULT now(),
        expires_at            TIMESTAMPTZ NOT NULL,
        revoked_at            TIMESTAMPTZ
      );
      CREATE INDEX session_of_user ON session (user_id);
      CREATE INDEX session_previous_refresh ON session (previous_refresh_hash);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE session, mail_request, magic_link, users');
  }
}
