/** Of one class. `:id` is a place in the sense of the routers of both sides. */
export const classPages = {
  live: '/class/:id',
  members: '/class/:id/members',
  material: '/class/:id/material',
  settings: '/class/:id/settings',
  /** Login cards to print. */
  cards: '/class/:id/cards',
} as const;
