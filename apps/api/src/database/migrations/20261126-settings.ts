import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Settings1795651300010 implements MigrationInterface {
  readonly name = 'Settings1795651300010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE setting (
        key        VARCHAR(60) PRIMARY KEY,
        value      JSONB       NOT NULL,
        version    INTEGER     NOT NULL DEFAULT 1,
        changed_by INTEGER     REFERENCES users ON DELETE SET NULL,
        changed_at TIMESTAMPTZ NOT NULL DEFAULT now()
      );
      -- Every process keeps the settings in memory.
      CREATE FUNCTION setting_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('spawner_settings', '');
          RETURN NULL;
        END $$;
      CREATE TRIGGER notify AFTER INSERT OR UPDATE OR DELETE ON setting
        FOR EACH STATEMENT EXECUTE FUNCTION setting_changed();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE setting;
      DROP FUNCTION setting_changed();
    `);
  }
}
