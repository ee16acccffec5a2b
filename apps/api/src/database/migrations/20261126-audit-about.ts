import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom an event is about, and the actor's name after the account is gone. */
export class AuditAbout1795651300012 implements MigrationInterface {
  readonly name = 'AuditAbout1795651300012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audit_event
        -- No references: what was done by and to a person stays on record when the account is gone.
        DROP CONSTRAINT audit_event_actor_id_fkey,
        ADD about_user_id INTEGER,
        ADD actor_name    VARCHAR(254);
      UPDATE audit_event SET actor_name = COALESCE(display_name, email) FROM users WHERE users.id = actor_id;
      UPDATE audit_event SET about_user_id = users.id
        FROM users WHERE action = 'admin_visit' AND email = facts ->> 'owner' AND deleted_at IS NULL;
      UPDATE audit_event SET facts = facts - 'owner' WHERE action = 'admin_visit';

      DROP INDEX audit_event_of_actor;
      CREATE INDEX audit_event_of_actor ON audit_event (actor_id, id DESC);
      CREATE INDEX audit_event_about ON audit_event (about_user_id, id DESC) WHERE about_user_id IS NOT NULL;
      CREATE INDEX audit_event_of_action ON audit_event (action, id DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX audit_event_of_action;
      DROP INDEX audit_event_about;
      DROP INDEX audit_event_of_actor;
      CREATE INDEX audit_event_of_actor ON audit_event (actor_id, at);

      UPDATE audit_event SET facts = facts || jsonb_build_object('owner', email)
        FROM users WHERE action = 'admin_visit' AND users.id = about_user_id;
      UPDATE audit_event SET actor_id = NULL WHERE actor_id NOT IN (SELECT id FROM users);
      ALTER TABLE audit_event
        DROP actor_name,
        DROP about_user_id,
        ADD CONSTRAINT audit_event_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES users ON DELETE SET NULL;
    `);
  }
}
