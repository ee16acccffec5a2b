import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has ended a call for help is in the audit trail, and was read nowhere else. */
export class HelpCall1795737700110 implements MigrationInterface {
  readonly name = 'HelpCall1795737700110';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE help_call DROP COLUMN done_by');
  }

  /** Of calls that have ended before, it stays unknown. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE help_call ADD done_by INTEGER');
  }
}
