import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The network a guest waits from: one line cannot take all places. */
export class GuestLines1795737700122 implements MigrationInterface {
  readonly name = 'GuestLines1795737700122';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE guest ADD network VARCHAR(50)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE guest DROP network');
  }
}
