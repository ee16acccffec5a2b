import Docker from 'dockerode';
import { SettingsError } from '../../config/settings.error.js';

const DEFAULT_SOCKET = process.platform === 'win32' ? '//./pipe/docker_engine' : '/var/run/docker.sock';

/**
 * The engine's client. No API version is pinned, so an engine of any age speaks its own newest.
 * @param host as in DOCKER_HOST: `unix:///path`, `tcp://host:port`, or null for the default socket
 */
export function dockerClient(host: string | null): Docker {
  if (host === null) return new Docker({ socketPath: DEFAULT_SOCKET });
  const url = URL.canParse(host) ? new URL(host) : null;
  if (url?.protocol === 'unix:') return new Docker({ socketPath: url.pathname });
  if (url?.protocol === 'tcp:' || url?.protocol === 'http:') {
    return new Docker({ protocol: 'http', host: url.hostname, port: url.port || 2375 });
  }
  throw new SettingsError([`DOCKER_HOST: ${host} is neither unix:///path nor tcp://host:port`]);
}
