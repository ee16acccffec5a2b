import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** Of one installation, on the server that setup.mjs started. */
export class Database {
  private constructor(readonly url: string) {}

  static async create(): Promise<Database> {
    const server = process.env['ATTACKS_DATABASE'] ?? '';
    const name = `attacked_${randomBytes(4).toString('hex')}`;
    await query(`${server}/postgres`, `CREATE DATABASE ${name}`);
    return new Database(`${server}/${name}`);
  }

  query<T>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return query(this.url, sql, values);
  }
}

async function query<T>(url: string, sql: string, values: readonly unknown[] = []): Promise<T[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 20_000 });
  try {
    await client.connect();
    return (await client.query(sql, [...values])).rows as T[];
  } finally {
    await client.end();
  }
}
