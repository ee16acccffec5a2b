import { SettingsError } from '../config/settings.error.js';
import { hasEngine } from './docker/docker-client.js';
import { drivers, type Place } from './drivers.js';
import type { Runtime } from './runtime.js';

/** The driver that RUNTIME names, or the first that fits this machine. */
export function chooseRuntime(
  given: Omit<Place, 'engineIsThere'>,
  engineIsThere = hasEngine(given.settings.docker.host),
): Runtime {
  const place = { ...given, engineIsThere };
  const { runtime } = given.settings;
  const driver = runtime === 'auto' ? Object.values(drivers).find((driver) => driver.detect(place)) : drivers[runtime];
  if (!driver) throw new SettingsError(['RUNTIME: there is nothing here that can run containers']);
  return driver.create(place);
}
