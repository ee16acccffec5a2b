import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/settings.js';
import { dataSourceOptions, migrate } from '../../database/data-source.js';
import { explainStartFailure } from '../../server/explain-start-failure.js';
import { openDatabase } from '../../server/open-database.js';
import { Console, ConsoleError } from './console.js';

const USAGE = 'usage: admin list | grant ADDRESS | revoke ADDRESS | unblock ADDRESS';
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../..');
const [command, address = '', ...more] = process.argv.slice(2);

try {
  const database = await openDatabase(Settings.from(process.env, root), { mayBeShared: true });
  try {
    const source = await new DataSource(dataSourceOptions(database.address)).initialize();
    try {
      await migrate(source);
      process.stdout.write(`${await run(new Console(source))}\n`);
    } finally {
      await source.destroy();
    }
  } finally {
    await database.stop();
  }
} catch (error) {
  process.stderr.write(`${error instanceof ConsoleError ? error.message : explainStartFailure(error)}\n`);
  process.exitCode = 1;
}

async function run(operator: Console): Promise<string> {
  if (more.length > 0) throw new ConsoleError(USAGE);
  if (command === 'list' && address === '') return (await operator.list()).join('\n') || 'nobody is admin';
  if (address !== '' && (command === 'grant' || command === 'revoke' || command === 'unblock')) {
    return operator[command](address);
  }
  throw new ConsoleError(USAGE);
}
