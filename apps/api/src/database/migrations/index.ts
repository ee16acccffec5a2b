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
import { ClassInvitations1795651300250 } from './20261126-class-invitations.js';
import { Classes1795651300200 } from './20261126-classes.js';
import { ContainerRuntime1795651200007 } from './20261126-container-runtime.js';
import { ContainerSizes1795651300040 } from './20261126-container-sizes.js';
import { Intents1795651200009 } from './20261126-intents.js';
import { Jobs1795651300011 } from './20261126-jobs.js';
import { Lessons1795651300230 } from './20261126-lessons.js';
import { Limits1795651300030 } from './20261126-limits.js';
import { LiveClasses1795651300220 } from './20261126-live-classes.js';
import { LoginCards1795651300210 } from './20261126-login-cards.js';
import { Material1795651300240 } from './20261126-material.js';
import { Outdated1795651200040 } from './20261126-outdated.js';
import { OutgoingMail1795651200010 } from './20261126-outgoing-mail.js';
import { People1795651300000 } from './20261126-people.js';
import { PeopleSearch1795651300100 } from './20261126-people-search.js';
import { Registration1795651300020 } from './20261126-registration.js';
import { RulesInCode1795651200008 } from './20261126-rules-in-code.js';
import { Settings1795651300010 } from './20261126-settings.js';
import { UsedAdminEmail1795651300120 } from './20261126-used-admin-email.js';
import { Visits1795651300050 } from './20261126-visits.js';
import { GuestEnds1795737700120 } from './20261127-guest-ends.js';
import { GuestLines1795737700122 } from './20261127-guest-lines.js';
import { HelpCall1795737700110 } from './20261127-help-call.js';
import { Machines1795737700140 } from './20261127-machines.js';
import { OwnDevices1795737700121 } from './20261127-own-devices.js';
import { SetupCodeSeed1795824000010 } from './20261128-setup-code-seed.js';

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
  Classes1795651300200,
  Material1795651300240,
  ClassInvitations1795651300250,
  LiveClasses1795651300220,
  LoginCards1795651300210,
  Lessons1795651300230,
  Machines1795737700140,
  HelpCall1795737700110,
  GuestEnds1795737700120,
  OwnDevices1795737700121,
  GuestLines1795737700122,
  SetupCodeSeed1795824000010,
];
