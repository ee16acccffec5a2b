import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AdminVisits1795305600006 implements MigrationInterface {
  readonly name = 'AdminVisits1795305600006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE admin_visit (
        id             UUID PRIMARY KEY,
        admin_id       INTEGER     NOT NULL REFERENCES users ON DELETE CASCADE,
        -- No reference: the owner is told of a visit whether or not the session is still there.
        session_id     UUID        NOT NULL,
        user_id        INTEGER     NOT NULL,
        container_type VARCHAR(50) NOT NULL,
        at             TIMESTAMPTZ NOT NULL,
        expires_at     TIMESTAMPTZ NOT NULL,
        ended_at       TIMESTAMPTZ,
        dismissed_at   TIMESTAMPTZ,
        FOREIGN KEY (user_id, container_type) REFERENCES user_container (user_id, container_type) ON DELETE CASCADE
      );
      CREATE INDEX admin_visit_notice ON admin_visit (user_id, container_type) WHERE dismissed_at IS NULL;
      CREATE INDEX admin_visit_live ON admin_visit (session_id) WHERE ended_at IS NULL;

      CREATE TRIGGER tell_ended AFTER UPDATE OF ended_at ON admin_visit
        FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION share_link_ended();
      CREATE TRIGGER tell_gone AFTER DELETE ON admin_visit
        FOR EACH ROW WHEN (OLD.ended_at IS NULL) EXECUTE FUNCTION share_link_ended();
      CREATE FUNCTION admin_visit_tell() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('spawner_card', NEW.user_id || '/' || NEW.container_type);
          RETURN NULL;
        END $$;
      CREATE TRIGGER tell_owner AFTER INSERT OR UPDATE OF dismissed_at ON admin_visit
        FOR EACH ROW EXECUTE FUNCTION admin_visit_tell();

      -- A visit ends with the login it was begun with, which also ends when its admin is blocked.
      CREATE FUNCTION session_visits_end() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE admin_visit SET ended_at = now() WHERE session_id = NEW.id AND ended_at IS NULL;
          RETURN NULL;
        END $$;
      CREATE TRIGGER end_visits AFTER UPDATE OF revoked_at ON session
        FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION session_visits_end();

      -- Every process keeps in mind who is an admin.
      CREATE FUNCTION users_admin_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NOT NEW.is_admin THEN
            UPDATE admin_visit SET ended_at = now() WHERE admin_id = NEW.id AND ended_at IS NULL;
          END IF;
          PERFORM pg_notify('spawner_admins', '');
          RETURN NULL;
        END $$;
      CREATE TRIGGER tell_admin_made AFTER INSERT ON users
        FOR EACH ROW WHEN (NEW.is_admin) EXECUTE FUNCTION users_admin_changed();
      CREATE TRIGGER tell_admin_changed AFTER UPDATE OF is_admin ON users
        FOR EACH ROW WHEN (OLD.is_admin <> NEW.is_admin) EXECUTE FUNCTION users_admin_changed();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER tell_admin_changed ON users;
      DROP TRIGGER tell_admin_made ON users;
      DROP FUNCTION users_admin_changed();
      DROP TRIGGER end_visits ON session;
      DROP FUNCTION session_visits_end();
      DROP TABLE admin_visit;
      DROP FUNCTION admin_visit_tell();
    `);
  }
}
