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
  /** The QR code of a login card: `/card#{secret}`. */
  card: '/card',
  /** Where the codes of a login card are typed. */
  typedCode: '/k',
  /** Into a class: `/join#{code}`, or the code is typed there. */
  join: '/join',
  dashboard: '/dashboard',
  account: '/account',
  /** Announces the visit of an admin or a teacher to another user's service: `/visit?to={address}&state={state}`. */
  visit: '/visit',
  outbox: '/outbox',
  console: '/admin',
  classes: '/classes',
} as const;
