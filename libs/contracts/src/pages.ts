/** The SPA's paths. The API answers these with the page and every other unknown path with 404. */
export const pages = {
  home: '/',
  login: '/login',
  register: '/register',
  mailSent: '/mail-sent',
  /** The mailed link: `/confirm#{token}`. The fragment never reaches a server or its log. */
  confirm: '/confirm',
  dashboard: '/dashboard',
  account: '/account',
  /** Before an admin opens the service of another user: `/visit?to={address}&state={state}`. */
  visit: '/visit',
  outbox: '/outbox',
} as const;
