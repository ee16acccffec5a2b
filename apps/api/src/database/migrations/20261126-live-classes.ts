import type { MigrationInterface, QueryRunner } from 'typeorm';

const NOTIFYING = [
  { table: 'session', person: 'NEW.user_id', when: 'INSERT OR UPDATE OF revoked_at' },
  { table: 'users', person: 'NEW.id', when: 'UPDATE OF display_name, role, blocked, deleted_at' },
] as const;

/** What the live page of a class shows besides changes of classes and containers; and visits by teachers. */
export class LiveClasses1795651300220 implements MigrationInterface {
  readonly name = 'LiveClasses1795651300220';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE visit
        ADD visitor_role VARCHAR(10) NOT NULL DEFAULT 'admin' CHECK (visitor_role IN ('admin', 'teacher')),
        -- No reference: the visit stays known when the class is gone.
        ADD class_id     INTEGER,
        ADD CONSTRAINT visit_of_teacher CHECK (visitor_role = 'admin' OR class_id IS NOT NULL);
      ALTER TABLE visit ALTER visitor_role DROP DEFAULT;
      CREATE INDEX visit_of_class ON visit (class_id, at DESC, id DESC) WHERE class_id IS NOT NULL;

      UPDATE audit_event SET action = 'visit_begun' WHERE action = 'admin_visit';

      -- Whether a visit goes on, and whether a share link opens the container.
      DROP TRIGGER tell_owner ON visit;
      CREATE TRIGGER tell_owner AFTER INSERT OR UPDATE OF dismissed_at, ended_at ON visit
        FOR EACH ROW EXECUTE FUNCTION visit_tell();
      CREATE TRIGGER tell_owner AFTER INSERT OR UPDATE OF ended_at ON share_link
        FOR EACH ROW EXECUTE FUNCTION visit_tell();`);
    for (const { table, person, when } of NOTIFYING) {
      await runner.query(`
        CREATE FUNCTION ${table}_notify_classes() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            PERFORM pg_notify('spawner_class', json_build_object(
              'class_id', class_id, 'kind', 'members', 'user_id', user_id
            )::text) FROM class_member WHERE user_id = ${person};
            RETURN NULL;
          END $$;
        CREATE TRIGGER notify_classes AFTER ${when} ON ${table}
          FOR EACH ROW EXECUTE FUNCTION ${table}_notify_classes();`);
    }
    await runner.query(`
      -- Who comes back is seen every minute, which is no news.
      CREATE TRIGGER notify_classes_of_return AFTER UPDATE OF last_seen_at ON users FOR EACH ROW
        WHEN (OLD.last_seen_at IS NULL OR OLD.last_seen_at < NEW.last_seen_at - interval '1 hour')
        EXECUTE FUNCTION users_notify_classes();`);
  }

  /** Visits of teachers are lost. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER notify_classes_of_return ON users');
    for (const { table } of NOTIFYING)
      await runner.query(`
        DROP TRIGGER notify_classes ON ${table};
        DROP FUNCTION ${table}_notify_classes();`);
    await runner.query(`
      DROP TRIGGER tell_owner ON share_link;
      DROP TRIGGER tell_owner ON visit;
      CREATE TRIGGER tell_owner AFTER INSERT OR UPDATE OF dismissed_at ON visit
        FOR EACH ROW EXECUTE FUNCTION visit_tell();
      UPDATE audit_event SET action = 'admin_visit' WHERE action = 'visit_begun';
      DELETE FROM visit WHERE visitor_role <> 'admin';
      ALTER TABLE visit DROP class_id, DROP visitor_role;`);
  }
}
