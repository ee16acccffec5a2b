import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What blocking and deleting need to know, and when people who are here already were last seen. */
export class BlocksAndDeletions1795651300060 implements MigrationInterface {
  readonly name = 'BlocksAndDeletions1795651300060';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE users
        -- Whether the person reads the reason.
        ADD blocked_told   BOOLEAN NOT NULL DEFAULT FALSE,
        ADD erase_tried_at TIMESTAMPTZ;
      UPDATE users SET last_seen_at = COALESCE(
        (SELECT max(COALESCE(rotated_at, created_at)) FROM session WHERE user_id = users.id),
        CASE WHEN state <> 'registered' THEN created_at END
      );

      -- As for blocked users: the processes end what a deleted one has open.
      CREATE TRIGGER tell_deleted AFTER UPDATE OF deleted_at ON users
        FOR EACH ROW WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS NULL) EXECUTE FUNCTION users_blocked();

      -- A list that is read page by page compares with the last row, so its key must not be NULL.
      DROP INDEX users_seen;
      CREATE INDEX users_seen ON users (COALESCE(last_seen_at, '-infinity') DESC, id DESC) WHERE deleted_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER tell_deleted ON users;
      DROP INDEX users_seen;
      CREATE INDEX users_seen ON users (last_seen_at DESC NULLS LAST, id DESC) WHERE deleted_at IS NULL;
      ALTER TABLE users DROP blocked_told, DROP erase_tried_at;
    `);
  }
}
