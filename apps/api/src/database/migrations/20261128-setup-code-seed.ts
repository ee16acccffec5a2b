import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The setup code is made of what the row has, no longer compared with it. */
export class SetupCodeSeed1795824000010 implements MigrationInterface {
  readonly name = 'SetupCodeSeed1795824000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE setup_code RENAME hash TO seed');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE setup_code RENAME seed TO hash');
  }
}
