import type { consolePages } from '@spawner/contracts/values';
import {
  Boxes,
  DoorOpen,
  Gauge,
  LayoutDashboard,
  type LucideIcon,
  MailPlus,
  ScrollText,
  Server,
  Settings,
  UserPlus,
  Users,
} from 'lucide-react';
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
    name: 'containers',
    Icon: Boxes,
    Page: lazy(async () => ({ default: (await import('./containers.page.js')).ContainersPage })),
  },
  {
    name: 'machines',
    Icon: Server,
    Page: lazy(async () => ({ default: (await import('./machines.page.js')).MachinesPage })),
  },
  {
    name: 'registration',
    Icon: UserPlus,
    Page: lazy(async () => ({ default: (await import('./registration.page.js')).RegistrationPage })),
  },
  {
    name: 'invitations',
    Icon: MailPlus,
    Page: lazy(async () => ({ default: (await import('./invitations.page.js')).InvitationsPage })),
  },
  {
    name: 'limits',
    Icon: Gauge,
    Page: lazy(async () => ({ default: (await import('./limits.page.js')).LimitsPage })),
  },
  {
    name: 'audit',
    Icon: ScrollText,
    Page: lazy(async () => ({ default: (await import('./audit.page.js')).AuditPage })),
  },
  {
    name: 'visits',
    Icon: DoorOpen,
    Page: lazy(async () => ({ default: (await import('./visits.page.js')).VisitsPage })),
  },
  {
    name: 'settings',
    Icon: Settings,
    Page: lazy(async () => ({ default: (await import('./settings.page.js')).SettingsPage })),
  },
];
