/** The SPA's paths. The server answers these with the SPA, and every other unknown path with 404. */
export const pages = {
  home: '/',
  login: '/login',
  register: '/register',
  mailSent: '/mail-sent',
  /** The mailed link: `/confirm#{token}`. The fragment never reaches a server or its log. */
  confirm: '/confirm',
  /** The mailed invitation: `/invite#{token}`. */
  invite: '/invite',
  dashboard: '/dashboard',
  account: '/account',
  /** Announces the visit of an admin to another user's service: `/visit?to={address}&state={state}`. */
  visit: '/visit',
  outbox: '/outbox',
  console: '/admin',
} as const;
