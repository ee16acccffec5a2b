import type { DataSource } from 'typeorm';

/** The id that marks this installation's containers; it lives and moves with the database. */
export async function installationId(source: DataSource): Promise<string> {
  const rows = await source.query<{ id: string }[]>('SELECT id FROM installation');
  if (!rows[0]) throw new Error('the installation table is empty: restore it from a backup, or insert its id again');
  return rows[0].id;
}
