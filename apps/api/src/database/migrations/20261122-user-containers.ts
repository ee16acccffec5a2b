import type { MigrationInterface, QueryRunner } from 'typeorm';

export class UserContainers1795305600001 implements MigrationInterface {
  readonly name = 'UserContainers1795305600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE user_container (
        id             SERIAL PRIMARY KEY,
        user_id        INTEGER      NOT NULL REFERENCES users ON DELETE CASCADE,
        container_type VARCHAR(50)  NOT NULL,
        container_id   VARCHAR(128),
        container_port INTEGER,
        template_image VARCHAR(255),
        status         VARCHAR(20)  NOT NULL,
        failure        JSONB,
        created_at     TIMESTAMPTZ,
        last_used      TIMESTAMPTZ,
        UNIQUE (user_id, container_type)
      );

      -- Tells the containers of this installation from those of another one on the same engine.
      CREATE TABLE installation (
        id UUID PRIMARY KEY DEFAULT gen_random_uuid()
      );
      INSERT INTO installation DEFAULT VALUES;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE installation, user_container');
  }
}
