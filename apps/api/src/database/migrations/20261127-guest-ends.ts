import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts of guests end by themselves. Those that are there already have the whole time left. */
export class GuestEnds1795737700120 implements MigrationInterface {
  readonly name = 'GuestEnds1795737700120';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The last day of the account, as that of a class.
      ALTER TABLE users ADD ends_on DATE;
      CREATE INDEX users_ends ON users (ends_on) WHERE ends_on IS NOT NULL AND deleted_at IS NULL;
      UPDATE users SET ends_on = CURRENT_DATE + 90
      FROM class_member member
      WHERE member.user_id = users.id AND member.class_id = users.class_id AND member.joined_via = 'guest';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP ends_on');
  }
}
