import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Logins with a card that stay on a device of the person's own, where the class allows it. */
export class OwnDevices1795737700121 implements MigrationInterface {
  readonly name = 'OwnDevices1795737700121';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE class ADD own_devices BOOLEAN NOT NULL DEFAULT false;
      ALTER TABLE session ADD own_device BOOLEAN NOT NULL DEFAULT false;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE session DROP own_device; ALTER TABLE class DROP own_devices');
  }
}
