import type { FastifyInstance } from 'fastify';

/** Forbids everything that is not named. */
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

/** The dashboard loads its own files and the API, and makes no HTML or script from text. */
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

/** The API explorer's page comes from a library, with inline styles. */
const EXPLORER_POLICY = contentSecurityPolicy({
  'script-src': `'self'`,
  'style-src': `'self' 'unsafe-inline'`,
  'img-src': `'self' data:`,
  'connect-src': `'self'`,
});
const API_PATH = '/api/';
const EXPLORER_PATH = '/api/docs';

/** For all our pages, also those in place of a service. */
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
  // Not `same-origin`, which would cut the dashboard off from the tabs it opened for services.
  'cross-origin-opener-policy': 'same-origin-allow-popups',
};
const ONE_YEAR = 'max-age=31536000';

/** On every answer of the framework. Answers of services do not pass through it. */
export function addSecurityHeaders(fastify: FastifyInstance, publicUrl: string): void {
  const dashboard = new URL(publicUrl);
  fastify.addHook('onRequest', (request, reply, done) => {
    const explorer = request.url.startsWith(EXPLORER_PATH);
    reply.headers(FRAMEWORK_HEADERS).header('content-security-policy', explorer ? EXPLORER_POLICY : NOTHING);
    // Names, codes and tokens; without it a browser may write answers to its disk.
    if (request.url.startsWith(API_PATH) && !explorer) reply.header('cache-control', 'no-store');
    // Not for services' hosts and not for hosts below this one: they may have no certificates.
    if (dashboard.protocol === 'https:' && request.protocol === 'https' && request.hostname === dashboard.hostname) {
      reply.header('strict-transport-security', ONE_YEAR);
    }
    done();
  });
}
