import { AdminVisits1795305600006 } from './20261122-admin-visits.js';
import { Audit1795305600003 } from './20261122-audit.js';
import { Lifecycle1795305600002 } from './20261122-lifecycle.js';
import { Login1795305600004 } from './20261122-login.js';
import { ShareLinks1795305600005 } from './20261122-share-links.js';
import { UserContainers1795305600001 } from './20261122-user-containers.js';
import { UsersAndSessions1795305600000 } from './20261122-users-and-sessions.js';
import { AuditAbout1795651300012 } from './20261126-audit-about.js';
import { BlocksAndDeletions1795651300060 } from './20261126-blocks-and-deletions.js';
import { ChangesInSets1795651210020 } from './20261126-changes-in-sets.js';
import { ContainerRuntime1795651200007 } from './20261126-container-runtime.js';
import { ContainerSizes1795651300040 } from './20261126-container-sizes.js';
import { Intents1795651200009 } from './20261126-intents.js';
import { Jobs1795651300011 } from './20261126-jobs.js';
import { Limits1795651300030 } from './20261126-limits.js';
import { Outdated1795651200040 } from './20261126-outdated.js';
import { OutgoingMail1795651200010 } from './20261126-outgoing-mail.js';
import { People1795651300000 } from './20261126-people.js';
import { PeopleSearch1795651300100 } from './20261126-people-search.js';
import { Registration1795651300020 } from './20261126-registration.js';
import { RulesInCode1795651200008 } from './20261126-rules-in-code.js';
import { Settings1795651300010 } from './20261126-settings.js';
import { UsedAdminEmail1795651300120 } from './20261126-used-admin-email.js';
import { Visits1795651300050 } from './20261126-visits.js';

/** In the order they run. A migration that has shipped is never edited. */
export const migrations = [
  UsersAndSessions1795305600000,
  UserContainers1795305600001,
  Lifecycle1795305600002,
  Audit1795305600003,
  Login1795305600004,
  ShareLinks1795305600005,
  AdminVisits1795305600006,
  ContainerRuntime1795651200007,
  RulesInCode1795651200008,
  Intents1795651200009,
  OutgoingMail1795651200010,
  Outdated1795651200040,
  ChangesInSets1795651210020,
  People1795651300000,
  Settings1795651300010,
  Jobs1795651300011,
  AuditAbout1795651300012,
  Registration1795651300020,
  BlocksAndDeletions1795651300060,
  Limits1795651300030,
  ContainerSizes1795651300040,
  Visits1795651300050,
  PeopleSearch1795651300100,
  UsedAdminEmail1795651300120,
];
