import type { MigrationInterface, QueryRunner } from 'typeorm';

const CHANGES = [
  { on: 'insert', rows: 'SELECT user_id, container_type FROM after', tables: 'NEW TABLE AS after' },
  { on: 'delete', rows: 'SELECT user_id, container_type FROM before', tables: 'OLD TABLE AS before' },
  {
    on: 'update',
    rows: `SELECT after.user_id, after.container_type FROM after JOIN before USING (id)
           WHERE after IS DISTINCT FROM before`,
    tables: 'OLD TABLE AS before NEW TABLE AS after',
  },
] as const;

/** A statement that corrects thousands of rows sends some notifications instead of thousands. */
export class ChangesInSets1795651210020 implements MigrationInterface {
  readonly name = 'ChangesInSets1795651210020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER tell_made_or_gone ON user_container;
      DROP TRIGGER tell_changed ON user_container;
      DROP FUNCTION user_container_tell();`);
    for (const { on, rows, tables } of CHANGES) {
      // A payload has at most 8000 bytes: a key has up to 61, and a space.
      await runner.query(`
        CREATE FUNCTION user_container_notify_${on}() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            PERFORM pg_notify('spawner_card', keys) FROM (
              SELECT string_agg(user_id || '/' || container_type, ' ') AS keys
              FROM (SELECT *, row_number() OVER () AS number FROM (${rows}) changed) numbered
              GROUP BY number / 100
            ) message;
            RETURN NULL;
          END $$;
        CREATE TRIGGER notify_${on} AFTER ${on.toUpperCase()} ON user_container
          REFERENCING ${tables} FOR EACH STATEMENT EXECUTE FUNCTION user_container_notify_${on}();`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { on } of CHANGES) {
      await runner.query(`
        DROP TRIGGER notify_${on} ON user_container;
        DROP FUNCTION user_container_notify_${on}();`);
    }
    await runner.query(`
      CREATE FUNCTION user_container_tell() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE card user_container := COALESCE(NEW, OLD);
        BEGIN
          PERFORM pg_notify('spawner_card', card.user_id || '/' || card.container_type);
          RETURN NULL;
        END $$;
      CREATE TRIGGER tell_changed AFTER UPDATE ON user_container
        FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION user_container_tell();
      CREATE TRIGGER tell_made_or_gone AFTER INSERT OR DELETE ON user_container
        FOR EACH ROW EXECUTE FUNCTION user_container_tell();`);
  }
}
