import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Changes of people go into the index of the search soon. PostgreSQL collects them in a list that each search reads; at its
 * usual 4 MB it does not use the index at all. At once (fastupdate) would make each change slow. The index may be missing.
 */
export class PeopleSearch1795651300100 implements MigrationInterface {
  readonly name = 'PeopleSearch1795651300100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER INDEX IF EXISTS users_search SET (gin_pending_list_limit = 64);
      SELECT gin_clean_pending_list(oid) FROM pg_class WHERE oid = to_regclass('users_search');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER INDEX IF EXISTS users_search RESET (gin_pending_list_limit)');
  }
}
