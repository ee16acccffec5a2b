/**
 * Headers that a service must not send: they would hold for the whole origin or host, which other services share. Labels
 * have Traefik remove the same list.
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

/** Headers by which a service would let pages of other origins read its answers to a logged-in user. */
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
 * Gives a page an opaque origin, for public services on a shared host: the page's requests carry no cookie of that host,
 * and its scripts reach nothing of the other services or the dashboard.
 */
export const SANDBOX = 'sandbox allow-scripts allow-forms allow-popups allow-modals allow-downloads';
