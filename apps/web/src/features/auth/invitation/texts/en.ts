import type { Texts } from '../../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  title: 'Invitation to Spawner',
  text: '{{by}} invites you. One click creates your account and logs you in.',
  textUnknown: 'You are invited. One click creates your account and logs you in.',
  for: 'For',
  role: 'As',
  roles: { admin: 'Admin', manager: 'Manager', user: 'User' },
  classes: 'Class',
  expires: 'Valid until',
  accept: 'Accept the invitation',
  otherTitle: 'You are logged in as {{email}}.',
  otherText: 'If you accept, you will be logged in as {{invited}} afterwards.',
  keep: 'Stay logged in as {{email}}',
  uselessTitle: 'This invitation is no longer valid',
  uselessText:
    'It has been used or revoked, or it has expired. If you already have an account, log in; otherwise ask for a new invitation.',
  missingTitle: 'This link is incomplete',
  missingText: 'Your mail program may have broken it. Copy all of it from the invitation mail.',
};
