/**
 * What a service may not tell a browser: it would hold for the whole origin or host, which is not the service's alone.
 * Traefik is told the same list by labels.
 */
export const REFUSED_HEADERS = [
  'alt-svc',
  'clear-site-data',
  'nel',
  'public-key-pins',
  'public-key-pins-report-only',
  'report-to',
  'reporting-endpoints',
  'service-worker-allowed',
  'strict-transport-security',
] as const;

/** By which a service would let pages of other origins read what its visitor sees. */
export const SHARING_HEADERS = [
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-allow-private-network',
  'access-control-expose-headers',
  'access-control-max-age',
] as const;

/**
 * An origin that nobody else has, for pages that everybody opens on a host that is not theirs alone: no cookie goes with
 * what such a page loads, and none of ours is within its reach.
 */
export const SANDBOX = 'sandbox allow-scripts allow-forms allow-popups allow-modals allow-downloads';
