import type { consolePages } from '@spawner/contracts/values';
import { LayoutDashboard, type LucideIcon, ScrollText, UserPlus, Users } from 'lucide-react';
import { type ComponentType, lazy } from 'react';

interface Section {
  /** Of its path, and of its title in the navigation. */
  name: Exclude<keyof typeof consolePages, 'person'>;
  Icon: LucideIcon;
  Page: ComponentType;
}

/** The pages of the navigation, in its order; each is loaded when it is opened. */
export const sections: readonly Section[] = [
  {
    name: 'overview',
    Icon: LayoutDashboard,
    Page: lazy(async () => ({ default: (await import('./overview.page.js')).OverviewPage })),
  },
  {
    name: 'people',
    Icon: Users,
    Page: lazy(async () => ({ default: (await import('./people.page.js')).PeoplePage })),
  },
  {
    name: 'registration',
    Icon: UserPlus,
    Page: lazy(async () => ({ default: (await import('./registration.page.js')).RegistrationPage })),
  },
  {
    name: 'audit',
    Icon: ScrollText,
    Page: lazy(async () => ({ default: (await import('./audit.page.js')).AuditPage })),
  },
];
