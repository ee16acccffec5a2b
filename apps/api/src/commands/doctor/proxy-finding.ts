import type { EngineInfo } from '../../runtime/docker/docker-client.js';
import type { Finding } from '../../runtime/finding.js';

const about = 'proxy';

/** Builds go through the proxy of Spawner's settings, pulls through the engine's own. */
export function proxyFinding(
  proxies: Readonly<Record<string, string>>,
  { HttpProxy, HttpsProxy }: EngineInfo,
): Finding {
  const [pulls, builds] = [Boolean(HttpProxy || HttpsProxy), Boolean(proxies['HTTP_PROXY'] ?? proxies['HTTPS_PROXY'])];
  if (pulls === builds) return { result: 'holds', about, says: pulls ? 'for builds and pulls' : 'none' };
  return {
    result: 'hint',
    about,
    says: pulls ? 'the engine pulls through one, builds do not' : 'builds go through one, the engine pulls without',
    fix: pulls
      ? ['.env: HTTP_PROXY, HTTPS_PROXY, NO_PROXY as in the engine']
      : [
          '/etc/docker/daemon.json: "proxies": { "http-proxy": "…", "https-proxy": "…", "no-proxy": "…" }, then restart Docker',
        ],
  };
}
