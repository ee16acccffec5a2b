import { pages } from './pages.js';

/** The console of admins: also pages of the SPA, which the first load leaves out. `:id` is a place in the sense of the routers of both sides. */
export const consolePages = {
  overview: pages.console,
  people: '/admin/people',
  person: '/admin/people/:id',
  containers: '/admin/containers',
  machines: '/admin/machines',
  registration: '/admin/registration',
  invitations: '/admin/invitations',
  limits: '/admin/limits',
  audit: '/admin/audit',
  visits: '/admin/visits',
  settings: '/admin/settings',
} as const;
