import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Lifecycle1795305600002 implements MigrationInterface {
  readonly name = 'Lifecycle1795305600002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE user_container
        -- What is being done to the container; whoever finds it after a crash goes on from there.
        ADD COLUMN intent       VARCHAR(10),
        ADD COLUMN status_since TIMESTAMPTZ NOT NULL DEFAULT now(),
        ADD COLUMN rest_reason  VARCHAR(10),
        ADD COLUMN kept         JSONB NOT NULL DEFAULT '[]',
        ADD COLUMN last_launch  JSONB;

      CREATE FUNCTION user_container_status_since() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.status <> OLD.status THEN NEW.status_since := now(); END IF;
          RETURN NEW;
        END $$;
      CREATE TRIGGER status_since BEFORE UPDATE ON user_container
        FOR EACH ROW EXECUTE FUNCTION user_container_status_since();

      -- Told with the commit, so nobody ever hears of a change before it can be read.
      CREATE FUNCTION user_container_tell() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE card user_container := COALESCE(NEW, OLD);
        BEGIN
          PERFORM pg_notify('spawner_card', card.user_id || '/' || card.container_type);
          RETURN NULL;
        END $$;
      CREATE TRIGGER tell_changed AFTER UPDATE ON user_container
        FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION user_container_tell();
      CREATE TRIGGER tell_made_or_gone AFTER INSERT OR DELETE ON user_container
        FOR EACH ROW EXECUTE FUNCTION user_container_tell();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER tell_made_or_gone ON user_container;
      DROP TRIGGER tell_changed ON user_container;
      DROP TRIGGER status_since ON user_container;
      DROP FUNCTION user_container_tell();
      DROP FUNCTION user_container_status_since();
      ALTER TABLE user_container
        DROP COLUMN intent, DROP COLUMN status_since, DROP COLUMN rest_reason, DROP COLUMN kept, DROP COLUMN last_launch;
    `);
  }
}
