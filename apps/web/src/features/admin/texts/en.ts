import type { Texts } from '../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  nav: {
    label: 'Administration',
    menu: 'Menu',
    overview: 'Overview',
    people: 'People',
    containers: 'Containers',
    machines: 'Machines',
    registration: 'Registration',
    invitations: 'Invitations',
    limits: 'Limits',
    audit: 'Audit log',
    visits: 'Visits',
    settings: 'Settings',
    back: 'To the dashboard',
  },
};
