import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which classes an invitation leads into. An address has one open invitation, and may be wanted in several classes. */
export class ClassInvitations1795651300250 implements MigrationInterface {
  readonly name = 'ClassInvitations1795651300250';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE class_invitation (
        invitation_id UUID        NOT NULL REFERENCES invitation ON DELETE CASCADE,
        class_id      INTEGER     NOT NULL REFERENCES class ON DELETE CASCADE,
        -- What the class will call them.
        roster_name   VARCHAR(80),
        via           VARCHAR(12) NOT NULL CHECK (via IN ('import', 'invitation')),
        created_at    TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (invitation_id, class_id)
      );
      CREATE INDEX class_invitation_class ON class_invitation (class_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE class_invitation');
  }
}
