import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SettingsError } from './config/settings.error.js';
import { Settings } from './config/settings.js';
import { explainStartFailure } from './server/explain-start-failure.js';
import { startSpawner } from './server/start-spawner.js';

/** Whatever hangs by then is taken up by the next start; a supervisor would kill us soon after. */
const LONGEST_END_MS = 9500;

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

try {
  const spawner = await startSpawner(Settings.from(process.env, root));
  const stop = (): void => {
    // A second Ctrl-C means it.
    process.once('SIGINT', () => process.exit(130));
    setTimeout(() => process.exit(0), LONGEST_END_MS).unref();
    spawner.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explainStartFailure(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  process.stderr.write(`${error instanceof SettingsError ? error.message : explainStartFailure(error)}\n`);
  process.exit(1);
}
