import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Triggers only notify from here on. What ends sessions, share links and visits is code, in the same transaction. */
export class RulesInCode1795651200008 implements MigrationInterface {
  readonly name = 'RulesInCode1795651200008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER log_out_blocked ON users;
      DROP FUNCTION user_blocked();
      DROP TRIGGER end_links_of_blocked ON users;
      DROP FUNCTION user_blocked_links();
      DROP TRIGGER end_links ON user_container;
      DROP FUNCTION user_container_gone();
      DROP TRIGGER end_visits ON session;
      DROP FUNCTION session_visits_end();
      DROP TRIGGER status_since ON user_container;
      DROP FUNCTION user_container_status_since();

      CREATE OR REPLACE FUNCTION users_admin_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('spawner_admins', NEW.id::text);
          RETURN NULL;
        END $$;

      -- An operator may block a user in SQL: the processes then end what that user has open.
      CREATE FUNCTION users_blocked() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('spawner_blocked', NEW.id::text);
          RETURN NULL;
        END $$;
      CREATE TRIGGER tell_blocked AFTER UPDATE OF blocked ON users
        FOR EACH ROW WHEN (NEW.blocked AND NOT OLD.blocked) EXECUTE FUNCTION users_blocked();
      CREATE INDEX users_blocked_only ON users (id) WHERE blocked;

      -- It serves the visits of admins as well.
      ALTER FUNCTION share_link_ended() RENAME TO guest_access_ended;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER FUNCTION guest_access_ended() RENAME TO share_link_ended;

      DROP INDEX users_blocked_only;
      DROP TRIGGER tell_blocked ON users;
      DROP FUNCTION users_blocked();

      CREATE OR REPLACE FUNCTION users_admin_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NOT NEW.is_admin THEN
            UPDATE admin_visit SET ended_at = now() WHERE admin_id = NEW.id AND ended_at IS NULL;
          END IF;
          PERFORM pg_notify('spawner_admins', '');
          RETURN NULL;
        END $$;

      CREATE FUNCTION user_container_status_since() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.status <> OLD.status THEN NEW.status_since := now(); END IF;
          RETURN NEW;
        END $$;
      CREATE TRIGGER status_since BEFORE UPDATE ON user_container
        FOR EACH ROW EXECUTE FUNCTION user_container_status_since();

      CREATE FUNCTION session_visits_end() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE admin_visit SET ended_at = now() WHERE session_id = NEW.id AND ended_at IS NULL;
          RETURN NULL;
        END $$;
      CREATE TRIGGER end_visits AFTER UPDATE OF revoked_at ON session
        FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION session_visits_end();

      CREATE FUNCTION user_container_gone() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE share_link SET ended_at = now()
            WHERE user_id = NEW.user_id AND container_type = NEW.container_type AND ended_at IS NULL;
          RETURN NULL;
        END $$;
      CREATE TRIGGER end_links AFTER UPDATE OF status ON user_container
        FOR EACH ROW WHEN (
          NEW.status = 'not_created' AND OLD.status <> 'not_created' AND OLD.intent IS DISTINCT FROM 'recreate'
        ) EXECUTE FUNCTION user_container_gone();

      CREATE FUNCTION user_blocked_links() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE share_link SET ended_at = now() WHERE user_id = NEW.id AND ended_at IS NULL;
          RETURN NULL;
        END $$;
      CREATE TRIGGER end_links_of_blocked AFTER UPDATE OF blocked ON users
        FOR EACH ROW WHEN (NEW.blocked AND NOT OLD.blocked) EXECUTE FUNCTION user_blocked_links();

      CREATE FUNCTION user_blocked() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE session SET revoked_at = now() WHERE user_id = NEW.id AND revoked_at IS NULL;
          RETURN NULL;
        END $$;
      CREATE TRIGGER log_out_blocked AFTER UPDATE OF blocked ON users
        FOR EACH ROW WHEN (NEW.blocked AND NOT OLD.blocked) EXECUTE FUNCTION user_blocked();
    `);
  }
}
