import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Intents1795651200009 implements MigrationInterface {
  readonly name = 'Intents1795651200009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE user_container ALTER COLUMN intent TYPE VARCHAR(20);
      UPDATE user_container
        SET intent = CASE intent
          WHEN 'pause' THEN 'idle_pause' WHEN 'doze' THEN 'idle_stop' WHEN 'retire' THEN 'idle_remove'
          ELSE 'remove_with_volumes' END
        WHERE intent IN ('pause', 'doze', 'retire', 'delete');

      -- Most rows of an old installation are those of removed containers; what runs every few seconds must not read them.
      CREATE INDEX user_container_present ON user_container (user_id, container_type)
        WHERE status <> 'not_created' OR intent IS NOT NULL;
      CREATE INDEX user_container_unused ON user_container (container_type, status, (COALESCE(last_used, status_since)))
        WHERE status <> 'not_created' AND intent IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX user_container_present;
      DROP INDEX user_container_unused;
      UPDATE user_container
        SET intent = CASE intent
          WHEN 'idle_pause' THEN 'pause' WHEN 'idle_stop' THEN 'doze' WHEN 'idle_remove' THEN 'retire' ELSE 'delete' END
        WHERE intent IN ('idle_pause', 'idle_stop', 'idle_remove', 'remove_with_volumes');
      ALTER TABLE user_container ALTER COLUMN intent TYPE VARCHAR(10);
    `);
  }
}
