import type { FastifyInstance } from 'fastify';

/** A page may load and do nothing but what is named here. */
export const contentSecurityPolicy = (allowed: Readonly<Record<string, string>>): string =>
  Object.entries({
    'default-src': `'none'`,
    'object-src': `'none'`,
    'base-uri': `'none'`,
    'form-action': `'none'`,
    'frame-ancestors': `'none'`,
    ...allowed,
  })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');

const NOTHING = contentSecurityPolicy({});

/** The dashboard: files of its own, the API, and no HTML or script made from text. */
export const DASHBOARD_POLICY = contentSecurityPolicy({
  'script-src': `'self'`,
  'style-src': `'self'`,
  'img-src': `'self'`,
  'font-src': `'self'`,
  'connect-src': `'self'`,
  'form-action': `'self'`,
  'require-trusted-types-for': `'script'`,
  'trusted-types': `'none'`,
});

/** The explorer's page comes from a library, with styles of its own inside. */
const EXPLORER_POLICY = contentSecurityPolicy({
  'script-src': `'self'`,
  'style-src': `'self' 'unsafe-inline'`,
  'img-src': `'self' data:`,
  'connect-src': `'self'`,
});
const EXPLORER_PATH = '/api/docs';

/** For pages of ours wherever they stand, also in the place of a service. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), ' +
    'midi=(), payment=(), usb=()',
} as const;

const FRAMEWORK_HEADERS = {
  ...SECURITY_HEADERS,
  // Not `same-origin`: the dashboard has to find the tabs of its services again.
  'cross-origin-opener-policy': 'same-origin-allow-popups',
};
const ONE_YEAR = 'max-age=31536000';

/** On everything that the framework answers; what a gateway carries never comes by here. */
export function addSecurityHeaders(fastify: FastifyInstance, publicUrl: string): void {
  const dashboard = new URL(publicUrl);
  fastify.addHook('onRequest', (request, reply, done) => {
    const explorer = request.url.startsWith(EXPLORER_PATH);
    reply.headers(FRAMEWORK_HEADERS).header('content-security-policy', explorer ? EXPLORER_POLICY : NOTHING);
    // Not for the hosts of services, nor below this one: whether those have certificates is not ours to promise.
    if (dashboard.protocol === 'https:' && request.protocol === 'https' && request.hostname === dashboard.hostname) {
      reply.header('strict-transport-security', ONE_YEAR);
    }
    done();
  });
}
