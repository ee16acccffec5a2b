import { requireNode } from './node-version.mjs';

// DATABASE_URL=postgres://… npm run seed            10,000 people with containers, for screenshots and measurements
// DATABASE_URL=postgres://… npm run seed -- 500
requireNode();
const databaseUrl = process.env.DATABASE_URL;
const count = Number(process.argv[2] ?? 10_000);
if (!databaseUrl || !Number.isInteger(count) || count < 1) {
  console.error('DATABASE_URL=postgres://… npm run seed -- [COUNT]    for a database that Spawner has used once');
  process.exit(1);
}
const { prepare } = await import('./prepare.mjs');

await prepare();
const { query } = await import('../tests/kit/dist/postgres.js');
const { seedPeople } = await import('../tests/kit/dist/seed-people.js');
await seedPeople((sql, values) => query(databaseUrl, sql, values), count);
console.log(`${count} people, person1@school.example to person${count}@school.example.`);
