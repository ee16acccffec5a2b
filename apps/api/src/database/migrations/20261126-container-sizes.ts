import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ContainerSizes1795651300040 implements MigrationInterface {
  readonly name = 'ContainerSizes1795651300040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE user_container
        ADD COLUMN layer_bytes BIGINT,
        ADD COLUMN kept_bytes BIGINT NOT NULL DEFAULT 0,
        ADD COLUMN uploaded_bytes BIGINT NOT NULL DEFAULT 0,
        ADD COLUMN storage_notice JSONB`);
    await runner.query(`
      UPDATE user_container SET kept_bytes = (
        SELECT COALESCE(sum((volume->>'bytes')::bigint), 0) FROM jsonb_array_elements(kept) volume
      ) WHERE kept <> '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE user_container DROP COLUMN layer_bytes, DROP COLUMN kept_bytes, DROP COLUMN uploaded_bytes,
        DROP COLUMN storage_notice`);
  }
}
