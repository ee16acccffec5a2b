import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Jobs1795651300011 implements MigrationInterface {
  readonly name = 'Jobs1795651300011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job (
        id          UUID PRIMARY KEY,
        kind        VARCHAR(20) NOT NULL,
        state       VARCHAR(10) NOT NULL DEFAULT 'queued'
          CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        started_by  INTEGER     REFERENCES users ON DELETE SET NULL,
        from_ip     VARCHAR(45),
        request     JSONB       NOT NULL,
        total       INTEGER     NOT NULL,
        done        INTEGER     NOT NULL DEFAULT 0,
        failed      INTEGER     NOT NULL DEFAULT 0,
        skipped     INTEGER     NOT NULL DEFAULT 0,
        created_at  TIMESTAMPTZ NOT NULL,
        started_at  TIMESTAMPTZ,
        finished_at TIMESTAMPTZ,
        CHECK (done >= 0 AND failed >= 0 AND skipped >= 0 AND done + failed + skipped <= total)
      );
      CREATE INDEX job_newest ON job (created_at DESC, id DESC);
      CREATE INDEX job_of_starter ON job (started_by, created_at DESC, id DESC);

      CREATE TABLE job_item (
        job_id       UUID         NOT NULL REFERENCES job ON DELETE CASCADE,
        seq          INTEGER      NOT NULL,
        -- No reference: what was done to a person stays in the report after the account is gone.
        user_id      INTEGER,
        type         VARCHAR(50),
        label        VARCHAR(200) NOT NULL,
        state        VARCHAR(10)  NOT NULL DEFAULT 'waiting'
          CHECK (state IN ('waiting', 'running', 'done', 'failed', 'skipped')),
        code         VARCHAR(40),
        facts        JSONB        NOT NULL DEFAULT '{}',
        attempts     INTEGER      NOT NULL DEFAULT 0,
        leased_until TIMESTAMPTZ,
        PRIMARY KEY (job_id, seq)
      );
      -- In this order, so that a small job does not wait for the end of a large one.
      CREATE INDEX job_item_open ON job_item (seq, job_id) WHERE state IN ('waiting', 'running');

      CREATE FUNCTION job_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('spawner_job', NEW.id || ' ' || NEW.state || ' ' || COALESCE(NEW.started_by, 0));
          RETURN NULL;
        END $$;
      CREATE TRIGGER notify AFTER INSERT OR UPDATE ON job FOR EACH ROW EXECUTE FUNCTION job_changed();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE job_item;
      DROP TABLE job;
      DROP FUNCTION job_changed();
    `);
  }
}
