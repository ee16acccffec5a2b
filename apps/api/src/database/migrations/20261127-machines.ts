import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a container is, and what it waits for, so that lists show it without asking the runtime. */
export class Machines1795737700140 implements MigrationInterface {
  readonly name = 'Machines1795737700140';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE user_container ADD COLUMN machine JSONB, ADD COLUMN waits_for JSONB`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE user_container DROP COLUMN machine, DROP COLUMN waits_for`);
  }
}
