import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a visitor did stays known to the owner after the visitor's account is gone. */
export class Visits1795651300050 implements MigrationInterface {
  readonly name = 'Visits1795651300050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE admin_visit RENAME TO visit;
      ALTER TABLE visit RENAME admin_id TO visitor_id;
      ALTER TABLE visit RENAME CONSTRAINT admin_visit_pkey TO visit_pkey;
      ALTER TABLE visit
        DROP CONSTRAINT admin_visit_admin_id_fkey,
        ADD visitor_name VARCHAR(254),
        ADD reason       VARCHAR(200);
      UPDATE visit SET visitor_name = coalesce(users.display_name, users.email)
        FROM users WHERE users.id = visit.visitor_id;
      ALTER TABLE visit ALTER visitor_name SET NOT NULL;

      ALTER INDEX admin_visit_notice RENAME TO visit_notice;
      ALTER INDEX admin_visit_live RENAME TO visit_live;
      CREATE INDEX visit_at ON visit (at DESC, id DESC);
      CREATE INDEX visit_of_owner ON visit (user_id, at DESC, id DESC);
      CREATE INDEX visit_of_visitor ON visit (visitor_id, at DESC, id DESC);
      ALTER FUNCTION admin_visit_tell() RENAME TO visit_tell;
    `);
  }

  /** Visits of accounts that are gone are lost. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER FUNCTION visit_tell() RENAME TO admin_visit_tell;
      DROP INDEX visit_of_visitor;
      DROP INDEX visit_of_owner;
      DROP INDEX visit_at;
      ALTER INDEX visit_live RENAME TO admin_visit_live;
      ALTER INDEX visit_notice RENAME TO admin_visit_notice;

      DELETE FROM visit WHERE visitor_id NOT IN (SELECT id FROM users);
      ALTER TABLE visit DROP reason, DROP visitor_name;
      ALTER TABLE visit RENAME CONSTRAINT visit_pkey TO admin_visit_pkey;
      ALTER TABLE visit RENAME visitor_id TO admin_id;
      ALTER TABLE visit ADD CONSTRAINT admin_visit_admin_id_fkey
        FOREIGN KEY (admin_id) REFERENCES users ON DELETE CASCADE;
      ALTER TABLE visit RENAME TO admin_visit;
    `);
  }
}
