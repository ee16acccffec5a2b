import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The setup code is made of a seed, no longer compared with a hash. The column of the hash stays: processes of the version
 * before write it at every start, also during an upgrade.
 */
export class SetupCodeSeed1795824000010 implements MigrationInterface {
  readonly name = 'SetupCodeSeed1795824000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE setup_code ADD seed BYTEA, ALTER hash DROP NOT NULL;
      UPDATE setup_code SET seed = hash;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM setup_code WHERE hash IS NULL;
      ALTER TABLE setup_code DROP seed, ALTER hash SET NOT NULL;
    `);
  }
}
