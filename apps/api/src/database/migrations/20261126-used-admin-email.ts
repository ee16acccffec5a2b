import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Hashes of the addresses of ADMIN_EMAIL that have logged in. */
export class UsedAdminEmail1795651300120 implements MigrationInterface {
  readonly name = 'UsedAdminEmail1795651300120';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE used_admin_email (hash BYTEA PRIMARY KEY);
      INSERT INTO used_admin_email
        SELECT DISTINCT sha256(convert_to(users.email, 'UTF8'))
        FROM users JOIN audit_event ON about_user_id = users.id
        WHERE action = 'role_changed' AND facts->>'by' = 'ADMIN_EMAIL'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE used_admin_email');
  }
}
