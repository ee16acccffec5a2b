import type { DataSource } from 'typeorm';

/** What the database says about this installation as a whole. It lives and moves with the database. */
export interface Installation {
  /** Marks this installation's containers. */
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
