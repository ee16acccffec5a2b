import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Outdated1795651200040 implements MigrationInterface {
  readonly name = 'Outdated1795651200040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE user_container ADD COLUMN outdated VARCHAR(10)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE user_container DROP COLUMN outdated`);
  }
}
