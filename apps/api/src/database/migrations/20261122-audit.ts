import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Audit1795305600003 implements MigrationInterface {
  readonly name = 'Audit1795305600003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_event (
        id       BIGSERIAL PRIMARY KEY,
        at       TIMESTAMPTZ NOT NULL,
        -- What a person did stays on record when the person is gone.
        actor_id INTEGER     REFERENCES users ON DELETE SET NULL,
        action   VARCHAR(40) NOT NULL,
        subject  VARCHAR(254),
        from_ip  VARCHAR(45),
        outcome  VARCHAR(10) NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
        facts    JSONB       NOT NULL DEFAULT '{}'
      );
      CREATE INDEX audit_event_at ON audit_event (at);
      CREATE INDEX audit_event_of_actor ON audit_event (actor_id, at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_event');
  }
}
