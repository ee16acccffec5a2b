import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is handed out to a class and collected from it, and what its members are told about their containers. */
export class Material1795651300240 implements MigrationInterface {
  readonly name = 'Material1795651300240';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE material (
        id         SERIAL PRIMARY KEY,
        class_id   INTEGER     NOT NULL REFERENCES class ON DELETE CASCADE,
        type       VARCHAR(50) NOT NULL,
        name       VARCHAR(80) NOT NULL,
        version    INTEGER     NOT NULL,
        files      INTEGER     NOT NULL,
        bytes      BIGINT      NOT NULL,
        later      BOOLEAN     NOT NULL,
        stored_as  UUID        NOT NULL,
        -- No reference: who made it stays known.
        created_by INTEGER     NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        UNIQUE (class_id, type, name, version)
      );

      CREATE TABLE material_delivery (
        material_id INTEGER      NOT NULL REFERENCES material ON DELETE CASCADE,
        user_id     INTEGER      NOT NULL REFERENCES users ON DELETE CASCADE,
        state       VARCHAR(10)  NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
        -- Set before anything is written: what a process that has died has begun goes on there.
        folder      VARCHAR(500),
        code        VARCHAR(40),
        at          TIMESTAMPTZ  NOT NULL,
        PRIMARY KEY (material_id, user_id)
      );
      CREATE INDEX material_delivery_user ON material_delivery (user_id);
      CREATE INDEX material_delivery_waiting ON material_delivery (user_id, material_id) WHERE state = 'waiting';

      CREATE TABLE collection (
        id           UUID PRIMARY KEY,
        class_id     INTEGER      NOT NULL REFERENCES class ON DELETE CASCADE,
        type         VARCHAR(50)  NOT NULL,
        folder       VARCHAR(200) NOT NULL,
        job_id       UUID         NOT NULL,
        created_by   INTEGER      NOT NULL,
        at           TIMESTAMPTZ  NOT NULL,
        language     CHAR(2)      NOT NULL,
        pause        BOOLEAN      NOT NULL,
        everything   BOOLEAN      NOT NULL,
        -- What all parts together may take of the disk.
        most_bytes   BIGINT       NOT NULL,
        state        VARCHAR(10)  NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'ready', 'failed')),
        code         VARCHAR(40),
        packed_at    TIMESTAMPTZ,
        leased_until TIMESTAMPTZ,
        files        INTEGER      NOT NULL DEFAULT 0,
        bytes        BIGINT       NOT NULL DEFAULT 0,
        stored_as    UUID,
        delete_after TIMESTAMPTZ  NOT NULL
      );
      CREATE INDEX collection_of_class ON collection (class_id, at DESC);

      CREATE TABLE collection_part (
        collection_id UUID        NOT NULL REFERENCES collection ON DELETE CASCADE,
        user_id       INTEGER     NOT NULL REFERENCES users ON DELETE CASCADE,
        name          VARCHAR(254) NOT NULL,
        slug          VARCHAR(100) NOT NULL,
        state         VARCHAR(10) NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'empty', 'failed')),
        code          VARCHAR(40),
        stored_as     UUID,
        files         INTEGER     NOT NULL DEFAULT 0,
        bytes         BIGINT      NOT NULL DEFAULT 0,
        changed_at    TIMESTAMPTZ,
        -- Some files did not fit.
        incomplete    BOOLEAN     NOT NULL DEFAULT false,
        left_out      JSONB       NOT NULL DEFAULT '[]',
        PRIMARY KEY (collection_id, user_id)
      );
      CREATE INDEX collection_part_user ON collection_part (user_id);

      CREATE TABLE card_notice (
        id             SERIAL PRIMARY KEY,
        user_id        INTEGER      NOT NULL,
        container_type VARCHAR(50)  NOT NULL,
        kind           VARCHAR(10)  NOT NULL CHECK (kind IN ('collected', 'reset')),
        -- What the owner is told, whatever they are called later.
        by_name        VARCHAR(254) NOT NULL,
        at             TIMESTAMPTZ  NOT NULL,
        dismissed_at   TIMESTAMPTZ,
        -- A repeated item of a job tells nothing twice.
        source         UUID         NOT NULL,
        FOREIGN KEY (user_id, container_type) REFERENCES user_container (user_id, container_type) ON DELETE CASCADE,
        UNIQUE (user_id, container_type, kind, source)
      );
      CREATE INDEX card_notice_open ON card_notice (user_id, container_type) WHERE dismissed_at IS NULL;
      CREATE TRIGGER tell_owner AFTER INSERT OR UPDATE OF dismissed_at ON card_notice
        FOR EACH ROW EXECUTE FUNCTION visit_tell();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE card_notice;
      DROP TABLE collection_part;
      DROP TABLE collection;
      DROP TABLE material_delivery;
      DROP TABLE material;
    `);
  }
}
