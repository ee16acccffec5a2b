import type { DataSource } from 'typeorm';

/** Facts about this installation as a whole. They are stored in the database and move with it. */
export interface Installation {
  /** Labels the containers of this installation. */
  readonly id: string;
  /** Kinds of the runtimes that have, or had, containers of this installation. */
  readonly runtimes: readonly string[];
}

export async function readInstallation(source: DataSource): Promise<Installation> {
  const [row] = await source.query<Installation[]>(`
    SELECT id, ARRAY(SELECT DISTINCT runtime FROM user_container WHERE runtime IS NOT NULL) AS runtimes
    FROM installation`);
  if (!row) throw new Error('the installation table is empty: restore it from a backup, or insert its id again');
  return row;
}
