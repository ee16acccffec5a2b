import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ContainerRuntime1795651200007 implements MigrationInterface {
  readonly name = 'ContainerRuntime1795651200007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Kind of the runtime that has the container and what it keeps. Stays when the container is removed: its volumes
      -- are still there.
      ALTER TABLE user_container ADD COLUMN runtime VARCHAR(20);

      -- Older rows do not say. Docker's ids have 64 hexadecimal digits. Local processes have UUIDs, and the type for
      -- their image.
      UPDATE user_container SET runtime = 'docker'
        WHERE container_id ~ '^[0-9a-f]{64}$' OR (status = 'not_created' AND template_image <> container_type);
      UPDATE user_container SET runtime = 'process' WHERE runtime IS NULL AND container_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE user_container DROP COLUMN runtime');
  }
}
