import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ShareLinks1795305600005 implements MigrationInterface {
  readonly name = 'ShareLinks1795305600005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE share_link (
        id             UUID PRIMARY KEY,
        user_id        INTEGER     NOT NULL,
        container_type VARCHAR(50) NOT NULL,
        label          VARCHAR(60),
        secret_hash    BYTEA       NOT NULL UNIQUE,
        created_at     TIMESTAMPTZ NOT NULL,
        expires_at     TIMESTAMPTZ NOT NULL,
        last_used_at   TIMESTAMPTZ,
        -- A link that has ended is kept until every pass that was signed for it is over.
        ended_at       TIMESTAMPTZ,
        FOREIGN KEY (user_id, container_type) REFERENCES user_container (user_id, container_type) ON DELETE CASCADE
      );
      CREATE INDEX share_link_of_card ON share_link (user_id, container_type);
      CREATE INDEX share_link_live ON share_link (expires_at) WHERE ended_at IS NULL;

      -- However a link comes to its end, every process hears of it with the commit, as it does of a session's.
      CREATE FUNCTION share_link_ended() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('spawner_revoked', OLD.id::text);
          RETURN NULL;
        END $$;
      CREATE TRIGGER tell_ended AFTER UPDATE OF ended_at ON share_link
        FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION share_link_ended();
      CREATE TRIGGER tell_gone AFTER DELETE ON share_link
        FOR EACH ROW WHEN (OLD.ended_at IS NULL) EXECUTE FUNCTION share_link_ended();

      -- Links go with the container they open. One that is recreated is not gone.
      CREATE FUNCTION user_container_gone() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE share_link SET ended_at = now()
            WHERE user_id = NEW.user_id AND container_type = NEW.container_type AND ended_at IS NULL;
          RETURN NULL;
        END $$;
      CREATE TRIGGER end_links AFTER UPDATE OF status ON user_container
        FOR EACH ROW WHEN (
          NEW.status = 'not_created' AND OLD.status <> 'not_created' AND OLD.intent IS DISTINCT FROM 'recreate'
        ) EXECUTE FUNCTION user_container_gone();

      -- What somebody handed out ends with their being blocked, as their own sessions do.
      CREATE FUNCTION user_blocked_links() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE share_link SET ended_at = now() WHERE user_id = NEW.id AND ended_at IS NULL;
          RETURN NULL;
        END $$;
      CREATE TRIGGER end_links_of_blocked AFTER UPDATE OF blocked ON users
        FOR EACH ROW WHEN (NEW.blocked AND NOT OLD.blocked) EXECUTE FUNCTION user_blocked_links();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER end_links_of_blocked ON users;
      DROP FUNCTION user_blocked_links();
      DROP TRIGGER end_links ON user_container;
      DROP FUNCTION user_container_gone();
      DROP TABLE share_link;
      DROP FUNCTION share_link_ended();
    `);
  }
}
