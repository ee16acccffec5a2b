import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Limits of people, and what containers have reserved of the server. */
export class Limits1795651300030 implements MigrationInterface {
  readonly name = 'Limits1795651300030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- About one person, about everyone with a role, or about everyone.
      CREATE TABLE limit_rule (
        id      SERIAL PRIMARY KEY,
        user_id INTEGER REFERENCES users ON DELETE CASCADE,
        role    VARCHAR(10) CHECK (role IN ('admin', 'manager', 'user')),
        kind    VARCHAR(10) NOT NULL CHECK (kind IN ('running', 'cards', 'memory', 'cpu', 'storage')),
        -- NULL is without limit.
        value   BIGINT CHECK (value >= 0),
        until   TIMESTAMPTZ,
        note    VARCHAR(200),
        -- No reference: the rule outlives the account.
        made_by INTEGER,
        made_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        version INTEGER NOT NULL DEFAULT 1,
        CHECK (user_id IS NULL OR role IS NULL)
      );
      CREATE UNIQUE INDEX limit_rule_about ON limit_rule (kind, (COALESCE(user_id, 0)), (COALESCE(role, '')));
      CREATE INDEX limit_rule_user ON limit_rule (user_id) WHERE user_id IS NOT NULL;

      ALTER TABLE user_container
        -- What it takes of the server's memory as a rule, and at most; thousandths of a core.
        ADD reserved_memory BIGINT,
        ADD memory_limit    BIGINT,
        ADD reserved_cpu    INTEGER,
        -- Set while it has a place on the server.
        ADD reserved_at     TIMESTAMPTZ,
        -- Set while its launch waits for a place.
        ADD queued_at       TIMESTAMPTZ,
        ADD lane            SMALLINT,
        ADD overtaken       SMALLINT NOT NULL DEFAULT 0;
      CREATE INDEX user_container_reserved ON user_container (user_id)
        INCLUDE (container_type, status, reserved_memory, memory_limit, reserved_cpu)
        WHERE reserved_at IS NOT NULL;
      CREATE INDEX user_container_line ON user_container (lane, queued_at, id) WHERE queued_at IS NOT NULL;
      CREATE INDEX user_container_unreserved ON user_container (id)
        WHERE reserved_at IS NULL AND status IN ('running', 'paused');

      -- The processes then look whose turn it is. Who is let in is code.
      CREATE FUNCTION user_container_room() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('spawner_room', '');
          RETURN NULL;
        END $$;
      CREATE TRIGGER notify_room AFTER UPDATE OF reserved_at, queued_at ON user_container
        FOR EACH ROW WHEN (
          (OLD.reserved_at IS NOT NULL OR OLD.queued_at IS NOT NULL) AND NEW.reserved_at IS NULL AND NEW.queued_at IS NULL
        ) EXECUTE FUNCTION user_container_room();
      CREATE TRIGGER notify_room_deleted AFTER DELETE ON user_container
        FOR EACH ROW WHEN (OLD.reserved_at IS NOT NULL OR OLD.queued_at IS NOT NULL)
        EXECUTE FUNCTION user_container_room();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER notify_room ON user_container;
      DROP TRIGGER notify_room_deleted ON user_container;
      DROP FUNCTION user_container_room();
      ALTER TABLE user_container
        DROP reserved_memory, DROP memory_limit, DROP reserved_cpu, DROP reserved_at, DROP queued_at, DROP lane,
        DROP overtaken;
      DROP TABLE limit_rule;
    `);
  }
}
